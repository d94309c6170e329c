package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.job.ConsoleMerge;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.job.NodeFollower;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.EnvironmentLoader;
import org.fugu.exokernel.loader.Job;
import org.fugu.exokernel.loader.Placement;
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
final class JobRun {
    /// The group that the messages of the machine's only job are stamped with.
    private static final int GROUP = 1;

    /// The endpoint slot through which the job's ranks reach each other.
    private static final int SLOT = 0;

    private static final long LOOK_INTERVAL = 65_536;

    private final RunRequest request;
    private final Machine machine;
    private final RunObserver observer;
    private final List<NodeKernel> kernels = new ArrayList<>();
    private final ConsoleMerge console;
    private final long limit;
    private final TreeSet<Long> snapshotCycles;
    private final Symbols symbols;
    private final List<NodeFollower> followers = new ArrayList<>();

    /// Up to where the job has run.
    private long reached;

    JobRun(RunRequest request, Job job, Machine machine, RunObserver observer) {
        this.request = request;
        this.machine = machine;
        this.observer = observer;
        this.limit = request.limits().cycles();
        this.snapshotCycles = snapshotCycles(request.fidelity(), observer);
        this.symbols = observer.wantsProfile() ? job.image().symbols() : new Symbols(List.of());
        var placement = Placement.of(job);
        for (int rank = 0; rank < job.ranks(); rank++) kernels.add(start(job, placement, rank));
        console = new ConsoleMerge(
                kernels.stream().map(NodeKernel::console).toList(),
                request.limits().consoleBytes(),
                observer);
    }

    /// Sets one rank up before cycle 0.
    private NodeKernel start(Job job, Placement placement, int rank) {
        var machineNode = machine.node(job.nodes().get(rank).index());
        var node = machineNode.privileged();
        var loaded = new EnvironmentLoader(job, placement, rank, node::localFrame).load();
        var kernel = new NodeKernel(
                node, loaded, request.limits(), job.nodes(), request.preset().value("memory.remote_access") == 1);
        machineNode.install(kernel);
        node.runAddressSpace(Environment.ADDRESS_SPACE);
        node.setGroup(GROUP, rank, job.ranks(), AddressSpace.BOOT_RECORD);
        node.bindEndpoint(SLOT, GROUP, job.nodes().toArray(NodeId[]::new));
        node.limitInstructions(request.limits().instructions());
        var context = machineNode.start(job.image().entry());
        context.x[2] = loaded.stackPointer();
        context.x[10] = AddressSpace.BOOT_RECORD;
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
        console.collectBefore(limit);
        return new ReportWriter(request, machine, kernels, console, verdict(stop)).write();
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
            if (until == limit || until == nextLook && hasOverflowed()) return stop;
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
        console.save(out);
        machine.snapshot(out);
        for (var kernel : kernels) kernel.saveClues(out);
        return out.toBytes();
    }

    /// Goes to where a snapshot of this job was taken.
    ///
    /// @param in what follows the snapshot's origin
    JobRun resumed(long cycle, SnapshotReader in) {
        console.restore(in);
        machine.restore(in);
        for (var kernel : kernels) kernel.restoreClues(in);
        in.end();
        reached = cycle;
        return this;
    }

    /// Shows the observer what every node is past. When it looks decides when it sees something,
    /// and
    /// nothing else: the console is the same however often it is collected.
    private boolean look(long cycle, long instructions) {
        console.collectBefore(cycle);
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

    /// Whether the console of all nodes together has ended the job, before any node did.
    private boolean hasOverflowed() {
        var overflow = console.overflow();
        return overflow != null && found().allMatch(verdict -> Verdict.ORDER.compare(overflow, verdict) < 0);
    }

    private Stream<Verdict> found() {
        return kernels.stream().map(kernel -> kernel.end().verdict()).filter(Objects::nonNull);
    }

    /// The first verdict in simulated time, of the nodes' and those that only the whole shows.
    private Verdict verdict(RunEnd stop) {
        var all = new ArrayList<>(found().toList());
        var overflow = console.overflow();
        if (overflow != null) all.add(overflow);
        if (stop == RunEnd.DEADLOCK) all.add(deadlock());
        all.add(Verdict.of(limit, new NodeId(0), Outcome.CYCLE_LIMIT));
        return all.stream()
                .filter(verdict -> verdict.cycle() < limit || verdict.outcome() == Outcome.CYCLE_LIMIT)
                .min(Verdict.ORDER)
                .orElseThrow();
    }

    /// At the last cycle at which anything moved.
    private Verdict deadlock() {
        long last = 0;
        for (int rank = 0; rank < kernels.size(); rank++) {
            last = Math.max(last, machine.node(rank).clock());
        }
        return Verdict.of(last, new NodeId(0), Outcome.DEADLOCK);
    }
}
