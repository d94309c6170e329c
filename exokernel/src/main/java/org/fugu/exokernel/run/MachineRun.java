package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.job.Job;
import org.fugu.exokernel.job.NodeFollower;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Symbols;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.RunEnd;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.NodeId;

/// One job on one machine, from loading to its report. What only the whole shows is judged at fixed
/// simulated cycles, so that nothing depends on when the host looks.
final class MachineRun {
    private static final long LOOK_INTERVAL = 65_536;

    private final RunRequest request;
    private final Machine machine;
    private final RunObserver observer;
    private final Job job;

    /// In the order of their nodes.
    private final SortedMap<NodeId, NodeKernel> kernels = new TreeMap<>();

    private final long limit;
    private final TreeSet<Long> snapshotCycles;
    private final Symbols symbols;
    private final List<NodeFollower> followers = new ArrayList<>();

    /// Up to where the job has run.
    private long reached;

    MachineRun(RunRequest request, JobPlan plan, Machine machine, RunObserver observer) {
        this.request = request;
        this.machine = machine;
        this.observer = observer;
        this.limit = request.limits().cycles();
        this.snapshotCycles = snapshotCycles(request.fidelity(), observer);
        this.symbols = observer.wantsProfile() ? plan.image().symbols() : new Symbols(List.of());
        for (var id : plan.nodes()) kernels.put(id, kernel(id, plan));
        job = Job.load(plan, id -> machine.node(id.index()), kernels::get, observer::console);
    }

    /// A node's kernel, before there is anything on it.
    private NodeKernel kernel(NodeId id, JobPlan plan) {
        var node = machine.node(id.index());
        boolean servesMemory = request.preset().value("memory.remote_access") == 1;
        var kernel = new NodeKernel(node.privileged(), new BindWords(plan.framesPerNode()), servesMemory, plan.nodes());
        node.install(kernel);
        node.privileged().time().limitInstructions(request.limits().instructions());
        return kernel;
    }

    RunReport toItsEnd() {
        observe();
        var stop = runToItsEnd();
        machine.tellRest();
        if (observer.wantsProfile()) {
            observer.profile(new CycleProfile(
                    followers.stream().map(NodeFollower::profile).toList()));
        }
        job.console().collectBefore(limit);
        var verdict = job.verdict(limit, stop == RunEnd.DEADLOCK ? deadlock() : null);
        return new ReportWriter(request, machine, kernels.values(), job, verdict).write();
    }

    private void observe() {
        var order = observer.trace();
        if (order != null) machine.trace(order.begin(), order.end(), order.linksOnly(), order.sink());
        if (!observer.wantsProfile()) return;
        for (int node = 0; node < request.nodes(); node++) {
            var follower = new NodeFollower(node, symbols);
            followers.add(follower);
            machine.node(node).follow(follower);
        }
    }

    private RunEnd runToItsEnd() {
        long interval = lookInterval(request.fidelity());
        while (true) {
            long nextLook = (reached / interval + 1) * interval;
            long until = Math.min(Math.min(nextLook, nextSnapshot()), limit);
            var stop = machine.run(until, this::look);
            if (stop == RunEnd.OBSERVER) throw new RunCancelledException();
            if (stop != RunEnd.CYCLE) return stop;
            reached = until;
            if (!look(until, machine.instructions())) throw new RunCancelledException();
            if (snapshotCycles.contains(until)) observer.snapshot(until, snapshot());
            if (until == limit || until == nextLook && job.hasOverflowed()) return stop;
        }
    }

    private long nextSnapshot() {
        var next = snapshotCycles.higher(reached);
        return next == null ? Long.MAX_VALUE : next;
    }

    /// A window that a snapshot cuts short would change what is seen in it.
    private static TreeSet<Long> snapshotCycles(Fidelity fidelity, RunObserver observer) {
        var cycles = new TreeSet<>(observer.snapshotCycles());
        long window = switch (fidelity) {
            case Fidelity.Timing() -> 1;
            case Fidelity.Functional() -> Machine.TURN;
            case Fidelity.Relaxed(var length) -> length;
        };
        for (long cycle : cycles) {
            if (cycle < 1 || cycle % window != 0) {
                throw new BadSnapshotException("a snapshot at cycle " + cycle + " is not possible: with fidelity "
                        + fidelity + " it can be taken at multiples of " + window + ", from " + window);
            }
        }
        return cycles;
    }

    /// Everything that happens from [#reached] on follows from what is written here.
    private byte[] snapshot() {
        var out = new SnapshotWriter();
        SnapshotOrigin.of(request, reached).save(out);
        job.saveConsole(out);
        machine.snapshot(out);
        job.saveBesides(out);
        for (var kernel : kernels.values()) {
            out.add(kernel.hasLoans());
            if (kernel.hasLoans()) kernel.saveLoans(out);
        }
        return out.toBytes();
    }

    /// Goes to where a snapshot of this job was taken.
    ///
    /// @param in what follows the snapshot's origin
    MachineRun resumed(long cycle, SnapshotReader in) {
        job.restoreConsole(in);
        machine.restore(in);
        job.restoreBesides(in);
        for (var kernel : kernels.values()) if (in.nextBoolean()) kernel.restoreLoans(in);
        in.end();
        reached = cycle;
        return this;
    }

    /// Shows the observer what every node is past. When it looks decides when it sees something,
    /// and nothing else: the console is the same however often it is collected.
    private boolean look(long cycle, long instructions) {
        job.console().collectBefore(cycle);
        observer.progressed(cycle, instructions);
        return !observer.cancelled();
    }

    /// A multiple of the window of fidelities that have one, so that looking does not shorten it.
    private static long lookInterval(Fidelity fidelity) {
        return switch (fidelity) {
            case Fidelity.Timing() -> LOOK_INTERVAL;
            case Fidelity.Functional() -> LOOK_INTERVAL / 1_000 * 1_000;
            case Fidelity.Relaxed(var window) -> Math.ceilDiv(LOOK_INTERVAL, window) * window;
        };
    }

    /// At the last cycle at which anything moved.
    private Verdict deadlock() {
        long last = 0;
        for (var rank : job.ranks()) {
            last = Math.max(last, machine.node(rank.identity().node().index()).clock());
        }
        return new Verdict(last, new NodeId(0), Ending.Stopped.DEADLOCK);
    }
}
