package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.call.GuestMemory;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.FramesAbroad;
import org.fugu.exokernel.job.Job;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.machine.Machine;
import org.fugu.machine.node.Node;
import org.jspecify.annotations.Nullable;

/// Puts the report of a job together when its machine has stopped.
final class ReportWriter {
    private static final int PRESET_HASH_DIGITS = 12;
    private static final int RA = 1;
    private static final int SP = 2;

    private final RunRequest request;
    private final Machine machine;
    private final Collection<NodeKernel> kernels;
    private final Job job;
    private final Verdict verdict;

    /// @param kernels in the order of their nodes
    ReportWriter(RunRequest request, Machine machine, Collection<NodeKernel> kernels, Job job, Verdict verdict) {
        this.request = request;
        this.machine = machine;
        this.kernels = kernels;
        this.job = job;
        this.verdict = verdict;
    }

    /// The preset's hash, shortened, and the model's version.
    static String machineVersion(RunRequest request) {
        return request.preset().hash().substring(0, PRESET_HASH_DIGITS) + "-" + Machine.MODEL_VERSION;
    }

    RunReport write() {
        var nodes = job.ranks().stream().map(this::node).toList();
        var byNode = job.console().byNode();
        var metrics = job.metrics();
        return new RunReport(
                request.preset().name(),
                machineVersion(request),
                request.nodes(),
                request.fidelity().toString(),
                outcome(),
                exitCode(),
                trap(),
                message(),
                digest(),
                RunDigest.ofResult(outcome(), exitCode(), byNode, metrics.reported()),
                machine.epochs(),
                verdict.cycle(),
                request.preset().clockMegahertz(),
                machine.instructions(),
                nodes.stream().mapToLong(node -> node.ucu().sent()).sum(),
                nodes.stream().mapToLong(node -> node.ucu().received()).sum(),
                Collections.unmodifiableSortedMap(byNode),
                Collections.unmodifiableSortedMap(metrics.withRegion()),
                Collections.unmodifiableSortedMap(metrics.units()),
                nodes.stream().<Map<String, Long>>map(Node::counters).toList(),
                Collections.unmodifiableSortedMap(machine.latencies()),
                clues());
    }

    private Node node(Environment rank) {
        return machine.node(rank.identity().node().index());
    }

    private Outcome outcome() {
        return switch (verdict.ending()) {
            case Ending.Exited _ -> Outcome.EXITED;
            case Ending.Trapped _ -> Outcome.TRAPPED;
            case Ending.Stopped stopped ->
                switch (stopped) {
                    case CYCLE_LIMIT -> Outcome.CYCLE_LIMIT;
                    case INSTRUCTION_LIMIT -> Outcome.INSTRUCTION_LIMIT;
                    case CONSOLE_LIMIT -> Outcome.CONSOLE_LIMIT;
                    case DEADLOCK -> Outcome.DEADLOCK;
                };
        };
    }

    private @Nullable Integer exitCode() {
        return verdict.ending() instanceof Ending.Exited(var code) ? code : null;
    }

    private @Nullable TrapReport trap() {
        return verdict.ending() instanceof Ending.Trapped(var pc, var cause, var value, var message)
                ? new TrapReport(verdict.node().index(), pc, cause, value, message)
                : null;
    }

    private Clues clues() {
        var waiting = new ArrayList<Waiting>();
        if (verdict.ending() == Ending.Stopped.DEADLOCK) {
            for (var rank : job.ranks()) addWaiting(rank, waiting);
        }
        return new Clues(List.copyOf(waiting), job.refusedCall());
    }

    /// Where the contexts of a rank wait.
    private void addWaiting(Environment rank, List<Waiting> waiting) {
        if (rank.end().hasStopped()) return;
        var node = node(rank);
        var memory = new GuestMemory(node.privileged(), rank, new FramesAbroad()); // nothing moves any more
        for (int index = 0; index < node.contexts(); index++) {
            if (node.isUnused(index)) continue;
            var context = node.context(index);
            var stack = memory.stack(context.x[SP], Waiting.MOST_STACK);
            waiting.add(new Waiting(rank.rank(), index, context.pc, context.x[RA], context.x[SP], stack));
        }
    }

    private String digest() {
        var hash = RunDigest.ofInputs(request);
        machine.save(hash);
        int node = 0;
        for (var kernel : kernels) {
            if (kernel.hasLoans()) kernel.saveLoans(hash.add("loans").add(node));
            node++;
        }
        verdict.save(hash);
        return hash.add(job.console().digest()).hex();
    }

    private String message() {
        var limits = request.limits();
        long cycle = verdict.cycle();
        return switch (verdict.ending()) {
            case Ending.Exited(var code) -> "rank 0 exited with code " + code + " at cycle " + cycle;
            case Ending.Trapped trapped -> trapped.message();
            case Ending.Stopped stopped ->
                switch (stopped) {
                    case CYCLE_LIMIT -> "the job reached its limit of " + limits.cycles() + " cycles";
                    case INSTRUCTION_LIMIT ->
                        verdict.node() + " reached the limit of " + limits.instructions() + " instructions at cycle "
                                + cycle;
                    case CONSOLE_LIMIT ->
                        "the console exceeded its limit of " + limits.consoleBytes() + " bytes at cycle " + cycle
                                + ", when " + verdict.node() + " wrote";
                    case DEADLOCK -> "every rank waits or has exited, and nothing is in flight since cycle " + cycle;
                };
        };
    }
}
