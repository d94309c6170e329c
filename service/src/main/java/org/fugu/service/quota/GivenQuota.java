package org.fugu.service.quota;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/// What an administrator lets one user have; absent or null is what the installation gives everybody. The fields are
/// those of [Quota].
public record GivenQuota(
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long nodes,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long nodeCyclesADay,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long queuedRuns,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long bundleBytes,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long keptRuns,
        @PositiveOrZero @Max(GivenQuota.MOST) @Nullable Long consoleBytes) {
    /// Sums of it and of what is used stay within 64 bits.
    public static final long MOST = 1_000_000_000_000_000_000L;

    static final GivenQuota NOTHING = new GivenQuota(null, null, null, null, null, null);

    /// @param usual for what is not given
    Quota or(Quota usual) {
        return new Quota(
                or(nodes, usual.nodes()),
                or(nodeCyclesADay, usual.nodeCyclesADay()),
                or(queuedRuns, usual.queuedRuns()),
                or(bundleBytes, usual.bundleBytes()),
                or(keptRuns, usual.keptRuns()),
                or(consoleBytes, usual.consoleBytes()));
    }

    private static long or(@Nullable Long given, long usual) {
        return given == null ? usual : given;
    }

    /// What is given, on one line, for the audit log.
    String summary() {
        var line = new StringBuilder();
        add(line, "nodes", nodes);
        add(line, "nodeCyclesADay", nodeCyclesADay);
        add(line, "queuedRuns", queuedRuns);
        add(line, "bundleBytes", bundleBytes);
        add(line, "keptRuns", keptRuns);
        add(line, "consoleBytes", consoleBytes);
        return line.isEmpty() ? "as everybody" : line.toString();
    }

    private static void add(StringBuilder line, String name, @Nullable Long value) {
        if (value == null) return;
        if (!line.isEmpty()) line.append(' ');
        line.append(name).append('=').append(value);
    }
}
