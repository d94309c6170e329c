package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.job.NodeFollower;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.schedule.GangPlan;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.RunEnd;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotTooLargeException;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// The jobs of one machine, from loading to the report. It ends when all of them have. What only the
/// whole shows is judged at fixed simulated cycles, so that nothing depends on when the host looks.
final class MachineRun {
    private static final long LOOK_INTERVAL = 65_536;

    private final RunRequest request;
    private final Machine machine;
    private final RunObserver observer;
    private final List<Member> members = new ArrayList<>();

    /// By number, of the jobs that never start.
    private final TreeMap<Integer, JobReport> refused = new TreeMap<>();

    private final KernelSetter setter;

    /// In the order of their nodes.
    private final TreeMap<NodeId, NodeKernel> kernels = new TreeMap<>();
    private final long interval;

    /// A job that is ended is ended where a window ends; a job that is alone ends with the machine.
    private final long window;

    private final TreeSet<Long> snapshotCycles;
    private final List<NodeFollower> followers = new ArrayList<>();

    /// Up to where the machine has run.
    private long reached;

    /// Whether the machine's parts tell the observer what they do.
    private boolean isObserved;

    /// @param loaded the request's jobs, as [Member#of] gives them
    MachineRun(RunRequest request, List<Member.Loaded> loaded, Machine machine, RunObserver observer) {
        this(request, loaded, machine, observer, KernelSetter.EXOKERNEL);
    }

    /// @param setter sets up the kernels of the machine's nodes
    MachineRun(
            RunRequest request,
            List<Member.Loaded> loaded,
            Machine machine,
            RunObserver observer,
            KernelSetter setter) {
        this.setter = setter;
        this.request = request;
        this.machine = machine;
        this.observer = observer;
        long fidelityWindow = JobPlaces.window(request.fidelity());
        interval = lookInterval(request.fidelity());
        window = request.isAlone() ? 1 : fidelityWindow;
        snapshotCycles = snapshotCycles(fidelityWindow);
        for (int i = 0; i < loaded.size(); i++) {
            switch (loaded.get(i)) {
                case Member.Refused(var report) -> refused.put(i, report);
                case Member.Loadable(var plan) ->
                    members.add(Member.of(i, request.jobs().get(i), plan, machine));
            }
        }
        if (!request.isAlone()) machine.part(areas());
        for (var member : members) {
            for (var id : member.plan().nodes()) {
                kernels.computeIfAbsent(id, node -> kernel(node, member.request()));
            }
        }
        if (request.turns() != null) letHaveTurns(request.turns());
    }

    /// Which nodes belong together: those of each rectangle, and the rest.
    private int[] areas() {
        var areas = new int[request.mesh().nodes()];
        for (int i = 0; i < request.jobs().size(); i++) {
            for (var id : request.jobs().get(i).rectangle().nodes(request.mesh())) areas[id.index()] = i + 1;
        }
        return areas;
    }

    /// A node's kernel, before there is anything on it.
    private NodeKernel kernel(NodeId id, JobRequest first) {
        var node = machine.node(id.index());
        boolean servesMemory = request.preset().value("memory.remote_access") == 1;
        return setter.set(node, wordsOf(first), servesMemory, nodesOf(first));
    }

    /// Those that share nodes have them in turns.
    private void letHaveTurns(Turns turns) {
        if (observer.wantsProfile()) {
            throw new IllegalArgumentException(
                    "a profile of jobs that share nodes is not possible; give each a rectangle of its own");
        }
        var requests = members.stream().map(Member::request).toList();
        var placed = new ArrayList<MeshRectangle>();
        for (var member : members) {
            var place = member.request();
            if (!JobPlaces.shares(place, requests) || placed.contains(place.rectangle())) continue;
            placed.add(place.rectangle());
            var jobs = members.stream()
                    .filter(other -> other.request().isInPlaceOf(place))
                    .map(Member::number)
                    .toList();
            var nodes = List.copyOf(nodesOf(place));
            var plan = new GangPlan(nodes, jobs, turns.quantum(), turns.skew());
            for (var node : nodes) Objects.requireNonNull(kernels.get(node)).schedule(plan);
        }
    }

    /// Those whose kernels know each other: jobs of other rectangles cannot even ask them.
    private TreeSet<NodeId> nodesOf(JobRequest place) {
        var nodes = new TreeSet<NodeId>();
        for (var member : members) {
            if (member.request().isInPlaceOf(place)) nodes.addAll(member.plan().nodes());
        }
        return nodes;
    }

    private BindWords wordsOf(JobRequest place) {
        var parts = JobPlaces.memory(request.jobs());
        return new BindWords(IntStream.range(0, parts.size())
                .filter(i -> request.jobs().get(i).isInPlaceOf(place))
                .mapToObj(parts::get)
                .toList());
    }

    RunReport toItsEnd() {
        if (!isObserved) observe();
        while (goesOn()) runToTheNextChange();
        machine.tellRest();
        if (observer.wantsProfile()) {
            observer.profile(
                    new CycleProfile(inNodeOrder().map(NodeFollower::profile).toList()));
        }
        for (var member : members) member.collectBefore(Long.MAX_VALUE);
        if (observer.wantsDisks()) members.forEach(this::tellDisk);
        return new ReportWriter(request, machine, kernels.values(), members, refused).write();
    }

    private void observe() {
        isObserved = true;
        var order = observer.trace();
        if (order != null) machine.trace(order.begin(), order.end(), order.linksOnly(), order.sink());
        for (var member : members) if (!member.isToCome()) follow(member.plan());
    }

    private Stream<NodeFollower> inNodeOrder() {
        return followers.stream().sorted(Comparator.comparingInt(NodeFollower::node));
    }

    private void tellDisk(Member member) {
        var bytes = member.disk();
        if (bytes != null) observer.disk(member.number(), bytes);
    }

    private void follow(JobPlan plan) {
        var symbols = observer.wantsProfile() ? plan.image().symbols() : null;
        for (var id : plan.nodes()) {
            var steps = observer.steps(id.index());
            if (symbols != null) {
                var follower = new NodeFollower(id.index(), symbols);
                followers.add(follower);
                steps = steps == null ? follower : both(follower, steps);
            }
            if (steps != null) machine.node(id.index()).follow(steps);
        }
    }

    private static CycleAccount.Steps both(CycleAccount.Steps one, CycleAccount.Steps other) {
        return (category, cycles, pc) -> {
            one.spent(category, cycles, pc);
            other.spent(category, cycles, pc);
        };
    }

    private void runToTheNextChange() {
        long nextLook = (reached / interval + 1) * interval;
        long until = Math.min(Math.min(nextLook, nextSnapshot()), nextChange());
        var stop = machine.run(until, this::look);
        if (stop == RunEnd.OBSERVER) throw new RunCancelledException();
        if (stop != RunEnd.CYCLE) {
            for (var member : members) if (member.isRunning()) noteAtRest(member);
            // Whatever is to come begins on a machine where nothing moves.
            if (isOver()) return;
            until = Math.min(nextSnapshot(), nextChange());
        }
        reached = until;
        if (!look(until, machine.instructions())) throw new RunCancelledException();
        if (snapshotCycles.contains(until))
            observer.snapshot(until, snapshot(new SnapshotWriter()).toBytes());
        // At other cycles a window may be cut short.
        if (until % interval == 0) keepIfWanted();
    }

    private void keepIfWanted() {
        int room = observer.checkpointRoom();
        if (room <= 0) return;
        byte @Nullable [] kept = null;
        try {
            kept = checkpoint(SnapshotWriter.within(room));
        } catch (SnapshotTooLargeException _) {
            // The observer is told so.
        }
        observer.checkpoint(reached, kept);
    }

    private static void noteAtRest(Member member) {
        if (member.hasEnded()) member.noteOver();
        else member.noteDeadlock();
    }

    private boolean isOver() {
        return members.stream().allMatch(Member::isOver);
    }

    /// When a job begins or is ended next.
    private long nextChange() {
        long next = Long.MAX_VALUE;
        for (var member : members) {
            if (member.isToCome()) next = Math.min(next, member.request().startCycle());
            if (member.isRunning()) next = Math.min(next, lastCycle(member));
        }
        return next;
    }

    /// When a job is ended.
    private long lastCycle(Member member) {
        return Math.ceilDiv(member.request().endCycle(), window) * window;
    }

    /// Ends the jobs that are at an end at the cycle that was reached, and lets others begin.
    ///
    /// @return false when there is none left; the machine is as the last ones have left it
    private boolean goesOn() {
        if (!request.isAlone()) noteEnds();
        var ended = members.stream()
                .filter(member -> member.isRunning() && isToBeEnded(member))
                .toList();
        ended.forEach(Member::noteOver);
        if (isOver()) return false;
        for (var member : ended) member.stop(reached, kernels::get);
        for (var member : members) {
            if (member.isToCome() && member.request().startCycle() <= reached) begin(member);
        }
        return true;
    }

    /// A job that is alone ends when its machine does.
    private void noteEnds() {
        for (var member : members) {
            if (member.isRunning() && (member.hasEnded() || member.isDeadlocked())) noteAtRest(member);
        }
    }

    private boolean isToBeEnded(Member member) {
        boolean looks = reached > 0 && reached % interval == 0;
        return reached >= lastCycle(member) || looks && member.job().hasOverflowed();
    }

    private void begin(Member member) {
        for (var other : members) {
            boolean before = other.isOver() && other.request().isInPlaceOf(member.request());
            if (before) other.stop(reached, kernels::get);
        }
        member.begin(reached, kernels::get, observer);
        follow(member.plan());
    }

    private long nextSnapshot() {
        var next = snapshotCycles.higher(reached);
        return next == null ? Long.MAX_VALUE : next;
    }

    /// A window that a snapshot cuts short would change what is seen in it.
    private TreeSet<Long> snapshotCycles(long fidelityWindow) {
        var cycles = new TreeSet<>(observer.snapshotCycles());
        for (long cycle : cycles) {
            if (cycle < 1 || cycle % fidelityWindow != 0) {
                throw new BadSnapshotException("a snapshot at cycle " + cycle + " is not possible: with fidelity "
                        + request.fidelity() + " it can be taken at multiples of " + fidelityWindow + ", from "
                        + fidelityWindow);
            }
        }
        return cycles;
    }

    /// Everything that happens from [#reached] on follows from what is written here. What begins or is
    /// ended at that cycle has not yet.
    private SnapshotWriter snapshot(SnapshotWriter out) {
        SnapshotOrigin.of(request, reached).save(out);
        var begun = begun();
        if (!request.isAlone()) {
            out.add(begun.size());
            for (var member : begun) out.add(member.number());
        }
        for (var member : begun) member.job().saveConsole(out);
        machine.snapshot(out);
        for (var member : begun) member.job().saveBesides(out);
        for (var kernel : kernels.values()) {
            for (var state : kernel.occasional()) {
                out.add(state.isUsed());
                if (state.isUsed()) state.save(out);
            }
        }
        if (!request.isAlone()) for (var member : begun) member.save(out);
        return out;
    }

    /// A snapshot, and what the observer was told up to it.
    private byte[] checkpoint(SnapshotWriter out) {
        snapshot(out);
        var recording = observer.recording();
        if (recording != null) {
            machine.saveTold(out);
            inNodeOrder().forEach(follower -> follower.save(out));
            recording.save(out);
        }
        return out.toBytes();
    }

    /// In the order in which they began.
    private List<Member> begun() {
        return members.stream()
                .filter(member -> !member.isToCome())
                .sorted(Comparator.comparingLong(
                                (Member member) -> member.request().startCycle())
                        .thenComparingInt(Member::number))
                .toList();
    }

    /// Goes to where a snapshot of this run was taken.
    ///
    /// @param in what follows the snapshot's origin
    /// @throws BadSnapshotException if it cannot be that; then the observer was told nothing
    MachineRun resumed(long cycle, SnapshotReader in) {
        try {
            restore(cycle, in);
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            // A part of the machine does not take what was read.
            var bad = new BadSnapshotException("the snapshot holds what cannot be: " + e.getMessage());
            bad.initCause(e);
            throw bad;
        }
        observer.resumed(cycle);
        if (observer.wantsConsoleAgain()) {
            for (var member : members)
                if (!member.isToCome()) member.job().console().tellAgain();
        }
        return this;
    }

    private void restore(long cycle, SnapshotReader in) {
        var begun = begun(in);
        for (var member : begun) member.loadAgain(kernels::get, observer);
        for (var member : begun) member.job().restoreConsole(in);
        machine.restore(in);
        for (var member : begun) member.job().restoreBesides(in);
        for (var kernel : kernels.values()) {
            for (var state : kernel.occasional()) if (in.nextBoolean()) state.restore(in);
        }
        if (!request.isAlone()) for (var member : begun) member.restore(in);
        reached = cycle;
        var recording = observer.recording();
        if (recording != null) {
            observe();
            machine.restoreTold(in);
            inNodeOrder().forEach(follower -> follower.restore(in));
            recording.restore(in);
        }
        in.end();
    }

    private List<Member> begun(SnapshotReader in) {
        if (request.isAlone()) return members;
        var begun = new ArrayList<Member>();
        for (int left = in.nextInt(0, members.size()); left > 0; left--) {
            int number = in.nextInt(0, request.jobs().size() - 1);
            begun.add(members.stream()
                    .filter(member -> member.number() == number && !begun.contains(member))
                    .findFirst()
                    .orElseThrow(() -> new BadSnapshotException("the snapshot has a job that did not begin")));
        }
        return begun;
    }

    /// Shows the observer what every node is past. When it looks decides when it sees something,
    /// and nothing else: the console is the same however often it is collected.
    private boolean look(long cycle, long instructions) {
        for (var member : members) if (member.isRunning()) member.collectBefore(cycle);
        // Java reads the class of an event by starting the flight recorder, which takes as long as a short run.
        if (FlightRecorder.isInitialized()) RunProgress.tell(cycle, instructions, machine.windows());
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
}
