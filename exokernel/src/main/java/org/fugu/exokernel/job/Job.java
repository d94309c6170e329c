package org.fugu.exokernel.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.DiskPart;
import org.fugu.exokernel.loader.EnvironmentLoader;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.kernel.NodeDisk;
import org.fugu.machine.node.Node;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// A job: one environment on each of its nodes, and what they make together. Its console, metrics
/// and verdict are its own, whatever other jobs the machine has.
public final class Job {
    private final List<Environment> ranks;
    private final ConsoleMerge console;

    private Job(List<Environment> ranks, ConsoleMerge console) {
        this.ranks = List.copyOf(ranks);
        this.console = console;
    }

    /// Loads a job that begins at cycle 0.
    ///
    /// @param kernels of the machine's nodes
    public static Job load(
            JobPlan plan,
            Function<NodeId, Node> nodes,
            Function<NodeId, NodeKernel> kernels,
            ConsoleMerge.Reader reader) {
        return load(plan, 0, nodes, kernels, reader);
    }

    /// Loads a job, which begins. Each of its environments gets its node's processor.
    ///
    /// @param cycle 0, or up to where the machine has run
    /// @param kernels of the machine's nodes
    public static Job load(
            JobPlan plan,
            long cycle,
            Function<NodeId, Node> nodes,
            Function<NodeId, NodeKernel> kernels,
            ConsoleMerge.Reader reader) {
        var placement = Placement.of(plan);
        var ranks = new ArrayList<Environment>();
        for (int rank = 0; rank < plan.ranks(); rank++) {
            var id = plan.nodes().get(rank);
            var node = nodes.apply(id);
            var kernel = kernels.apply(id);
            var environment = environment(plan, placement, rank, node, kernel);
            node.change(cycle, () -> kernel.begin(environment));
            ranks.add(environment);
        }
        var logs = ranks.stream().map(Environment::console).toList();
        return new Job(ranks, new ConsoleMerge(logs, plan.consoleBytes(), reader));
    }

    private static Environment environment(JobPlan plan, Placement placement, int rank, Node node, NodeKernel kernel) {
        var identity = new Identity(plan.identity(), 0, rank, kernel.nextAddressSpace());
        if (plan.disk() != null) fill(node.privileged().disk(), plan.disk());
        var frames = node.privileged().frames();
        return new EnvironmentLoader(plan, placement, identity, frames::localFrame).load();
    }

    private static void fill(NodeDisk disk, DiskPart part) {
        disk.connect();
        disk.put((long) part.first() * disk.shape().blockBytes(), part.contents());
    }

    /// Takes the processors from those of its programs that have not ended by themselves.
    ///
    /// @param cycle up to where the machine has run
    public void stop(long cycle, Function<NodeId, Node> nodes, Function<NodeId, NodeKernel> kernels) {
        for (var rank : ranks) {
            if (rank.end().hasStopped()) continue;
            var id = rank.identity().node();
            nodes.apply(id).change(cycle, () -> kernels.apply(id).take(rank));
        }
    }

    /// Its environments, by rank.
    public List<Environment> ranks() {
        return ranks;
    }

    public ConsoleMerge console() {
        return console;
    }

    public JobMetrics metrics() {
        return new JobMetrics(ranks);
    }

    /// The first call of Linux that a rank asked for and that is not here, of the lowest rank that
    /// asked for one.
    public @Nullable Integer refusedCall() {
        return ranks.stream()
                .map(Environment::refusedCall)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /// Whether the console of all nodes together has ended the job, before any node did.
    public boolean hasOverflowed() {
        var overflow = console.overflow();
        return overflow != null && found().allMatch(verdict -> Verdict.ORDER.compare(overflow, verdict) < 0);
    }

    private Stream<Verdict> found() {
        return ranks.stream().map(rank -> rank.end().verdict()).filter(Objects::nonNull);
    }

    /// The first verdict in simulated time, of the nodes' and those that only the whole shows.
    ///
    /// @param limit the cycle at which the job would have been ended
    /// @param deadlock when nothing of it moved any more, or null
    public Verdict verdict(long limit, @Nullable Verdict deadlock) {
        var all = new ArrayList<>(found().toList());
        var overflow = console.overflow();
        if (overflow != null) all.add(overflow);
        if (deadlock != null) all.add(deadlock);
        all.removeIf(verdict -> verdict.cycle() >= limit);
        all.add(new Verdict(limit, new NodeId(0), Ending.Stopped.CYCLE_LIMIT));
        return all.stream().min(Verdict.ORDER).orElseThrow();
    }

    /// What is in snapshots and not in digests.
    public void saveBesides(StateWriter out) {
        for (var rank : ranks) rank.saveBesides(out);
    }

    public void restoreBesides(StateReader in) {
        for (var rank : ranks) rank.restoreBesides(in);
    }

    /// What was collected of its console; all else is its kernels' state.
    public void saveConsole(StateWriter out) {
        console.save(out);
    }

    public void restoreConsole(StateReader in) {
        console.restore(in);
    }
}
