package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.PathTable;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.environment.Program;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.MemoryPart;
import org.fugu.exokernel.job.Job;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageRejected;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.Machine;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.node.Node;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// One job of a run, from its loading to its report: to come, running, or over.
final class Member {
    private static final long HERTZ_A_KILOHERTZ = 1_000;
    private static final int SLOT = 0;

    private final int number;
    private final JobRequest request;
    private final JobPlan plan;
    private final Machine machine;
    private @Nullable Job job;
    private @Nullable Verdict deadlock;
    private Clues clues = Clues.NONE;
    private boolean over;

    private Member(int number, JobRequest request, JobPlan plan, Machine machine) {
        this.number = number;
        this.request = request;
        this.plan = plan;
        this.machine = machine;
    }

    /// What became of looking at a job's program.
    sealed interface Loaded permits Loadable, Refused {}

    record Loadable(JobPlan plan) implements Loaded {}

    /// It never starts.
    record Refused(JobReport report) implements Loaded {}

    /// The jobs of a request, each loadable or refused.
    static List<Loaded> of(RunRequest request) {
        var parts = JobPlaces.memory(request.jobs());
        var members = new ArrayList<Loaded>();
        for (int i = 0; i < request.jobs().size(); i++) members.add(of(request, i, parts.get(i)));
        return members;
    }

    private static Loaded of(RunRequest request, int number, MemoryPart part) {
        var job = request.jobs().get(number);
        return switch (job.loadable()) {
            case ImageRejected rejected -> new Refused(EarlyEnd.rejected(rejected));
            case ElfImage image -> {
                long needed = Placement.framesNeeded(image, job.nodes());
                yield needed > part.frames()
                        ? new Refused(EarlyEnd.tooLarge(job, needed * AddressSpace.PAGE_BYTES))
                        : new Loadable(plan(request, number, image, part));
            }
        };
    }

    private static JobPlan plan(RunRequest request, int number, ElfImage image, MemoryPart part) {
        var job = request.jobs().get(number);
        var arguments = new ArrayList<String>();
        arguments.add(job.program());
        arguments.addAll(job.arguments());
        var nodes = job.layout().placed(job.rectangle().nodes(request.mesh()).subList(0, job.nodes()));
        return new JobPlan(
                // Groups begin at 1: nobody's messages are of group 0.
                new JobIdentity(number, number + 1, SLOT, nodes, paths(request, job), job.inputs()),
                image,
                arguments,
                job.rectangle().shape(),
                request.preset().name(),
                request.preset().value("processor.clock") * HERTZ_A_KILOHERTZ,
                request.preset().intValue("processor.contexts"),
                job.seed(),
                part.first(),
                part.frames(),
                job.limits().consoleBytes(),
                job.layout(),
                job.structure(),
                JobPlaces.disks(request.jobs(), request.preset()).get(number));
    }

    private static PathTable paths(RunRequest request, JobRequest job) {
        return PathTable.of(job.structure().kernel(), request.preset().intValue("memory.local_miss"));
    }

    static Member of(int number, JobRequest request, JobPlan plan, Machine machine) {
        return new Member(number, request, plan, machine);
    }

    int number() {
        return number;
    }

    JobRequest request() {
        return request;
    }

    JobPlan plan() {
        return plan;
    }

    Job job() {
        if (job == null) throw new IllegalStateException("job " + number + " has not begun");
        return job;
    }

    private Node node(NodeId id) {
        return machine.node(id.index());
    }

    Node node(Environment rank) {
        return node(rank.identity().node());
    }

    /// Something that each of its programs counts, of all.
    long sum(ToLongBiFunction<Program, PrivilegedNode> counter) {
        long sum = 0;
        for (var rank : job().ranks())
            sum += counter.applyAsLong(rank.program(), node(rank).privileged());
        return sum;
    }

    Clues clues() {
        return clues;
    }

    // Its life.

    boolean isToCome() {
        return job == null;
    }

    boolean isRunning() {
        return job != null && !over;
    }

    boolean isOver() {
        return over;
    }

    /// @param cycle its start cycle, up to which the machine has run
    void begin(long cycle, Function<NodeId, NodeKernel> kernels, RunObserver observer) {
        load(cycle, kernels, observer);
        limitInstructions();
    }

    private void load(long cycle, Function<NodeId, NodeKernel> kernels, RunObserver observer) {
        job = Job.load(
                plan, cycle, this::node, kernels, (when, node, bytes) -> observer.console(number, when, node, bytes));
    }

    private void limitInstructions() {
        for (var rank : job().ranks()) {
            rank.program()
                    .limitInstructions(node(rank).privileged(), request.limits().instructions());
        }
    }

    /// Collects its console up to a cycle that every node has reached, and not beyond its limit.
    void collectBefore(long cycle) {
        job().console().collectBefore(Math.min(cycle, request.endCycle()));
    }

    /// Whether none of its programs has anything to do any more.
    boolean hasEnded() {
        return job().ranks().stream().allMatch(rank -> rank.end().hasStopped());
    }

    /// Whether it still has something to do, but nothing of it can move any more.
    boolean isDeadlocked() {
        return !hasEnded() && machine.isAtRest(plan.nodes());
    }

    /// It waits for ever, since the last cycle at which anything of it moved.
    void noteDeadlock() {
        long last = 0;
        for (var rank : job().ranks()) last = Math.max(last, node(rank).clock());
        deadlock = new Verdict(last, new NodeId(0), Ending.Stopped.DEADLOCK);
        noteOver();
    }

    /// What it has left behind stays as it is until another job begins in its place.
    void noteOver() {
        over = true;
        clues = Clues.of(this);
    }

    /// Takes the processors from its programs.
    void stop(long cycle, Function<NodeId, NodeKernel> kernels) {
        job().stop(cycle, this::node, kernels);
    }

    boolean isDeadlock() {
        return deadlock != null;
    }

    /// How it ended.
    Verdict verdict() {
        return job().verdict(request.endCycle(), deadlock);
    }

    /// What its part of the disk of its first node holds, up to the last byte that is not zero; null if it has no
    /// disk.
    byte @Nullable [] disk() {
        var part = plan.disk();
        if (part == null) return null;
        var disk = node(plan.nodes().getFirst()).privileged().disk();
        int block = disk.shape().blockBytes();
        long first = (long) part.first() * block;
        int end = part.blocks() * block;
        // From its end on, so that no more is held at once than there is on it.
        while (end > 0 && used(disk.get(first + end - block, block)) == 0) end -= block;
        if (end > 0) end += used(disk.get(first + end - block, block)) - block;
        return disk.get(first, end);
    }

    /// How many bytes there are up to the last one that is not zero.
    private static int used(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) end--;
        return end;
    }

    // Snapshots.

    /// Adds what is not in the state of the machine and its kernels; only where there are several jobs.
    void save(StateWriter out) {
        out.add(over).add(deadlock != null);
        if (deadlock != null) deadlock.save(out);
        clues.save(out);
    }

    /// Loads it to be restored.
    void loadAgain(Function<NodeId, NodeKernel> kernels, RunObserver observer) {
        load(0, kernels, observer);
        limitInstructions();
    }

    void restore(StateReader in) {
        over = in.nextBoolean();
        deadlock = in.nextBoolean() ? Verdict.restored(in) : null;
        clues = Clues.restored(in);
        if (isRunning()) limitInstructions();
    }
}
