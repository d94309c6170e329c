package org.fugu.experiment.runset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.run.RunReport;
import org.jspecify.annotations.Nullable;

/// What one run of a set came to.
///
/// @param outcome for example `exited`
/// @param consoleDigest SHA-256, hexadecimal, over what each node wrote; null if it was not kept
/// @param metrics what the program reported
/// @param counters the machine's own, of all nodes together
/// @param kernel what the kernel did by system call and cause; null if nobody counted
public record MemberResult(
        String outcome,
        @Nullable Integer exitCode,
        long cycles,
        double clockMegahertz,
        long instructions,
        long messagesSent,
        long messagesReceived,
        String digest,
        String resultDigest,
        @Nullable String consoleDigest,
        SortedMap<String, Long> metrics,
        SortedMap<String, Long> counters,
        @Nullable SortedMap<String, KernelWork> kernel) {
    public MemberResult {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
        kernel = kernel == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(kernel));
    }

    public static MemberResult of(RunReport report, @Nullable SortedMap<String, KernelWork> kernel) {
        return new MemberResult(
                report.outcome().wireName(),
                report.exitCode(),
                report.cycles(),
                report.clockMegahertz(),
                report.instructions(),
                report.messagesSent(),
                report.messagesReceived(),
                report.digest(),
                report.resultDigest(),
                consoleDigest(report.console()),
                report.metrics(),
                summed(report.counters()),
                kernel);
    }

    /// The counters of all nodes together.
    public static SortedMap<String, Long> summed(List<? extends Map<String, Long>> counters) {
        var sums = new TreeMap<String, Long>();
        for (var node : counters) node.forEach((name, count) -> sums.merge(name, count, Long::sum));
        return sums;
    }

    /// Over each node that wrote, its number, how much it wrote, and that.
    public static String consoleDigest(SortedMap<Integer, byte[]> console) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            console.forEach((node, bytes) -> {
                if (bytes.length == 0) return;
                sha.update(
                        ByteBuffer.allocate(8).putInt(node).putInt(bytes.length).array());
                sha.update(bytes);
            });
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Cycles of a category of [org.fugu.machine.observe.CycleAccount], of all nodes together.
    long account(String category) {
        return counters.getOrDefault("cycles." + category, 0L);
    }

    /// Crossings into a kernel that the library OS is part of.
    public KernelWork crossings() {
        return work(SystemCall.NULL);
    }

    /// Protected control transfers to another environment.
    public KernelWork transfers() {
        return work(SystemCall.TRANSFER_SYNC).plus(work(SystemCall.TRANSFER_ASYNC));
    }

    private KernelWork work(SystemCall call) {
        return kernel == null ? KernelWork.NONE : kernel.getOrDefault(call.wireName(), KernelWork.NONE);
    }

    /// System calls of whatever kind.
    public KernelWork systemCalls() {
        var sum = KernelWork.NONE;
        for (var call : SystemCall.values()) sum = sum.plus(work(call));
        return sum;
    }
}
