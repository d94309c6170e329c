package org.fugu.exokernel.kernel;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.call.Caller;
import org.fugu.exokernel.call.Processes;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.capability.EnvironmentName;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.EnvironmentContexts;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.environment.Standing;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.schedule.Slices;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// Ranks that have several environments on a node, as a library OS has processes: how they are made, and
/// which of them has the processor when it is their job's turn.
final class ProcessTable implements Processes {
    /// What it needs of its kernel.
    interface Owner {
        /// Gives an environment the processor.
        ///
        /// @return false if the present program is in the middle of an instruction
        boolean run(Environment environment);

        /// Whether an environment has the processor.
        boolean isRunning(Environment environment);

        /// An environment runs no further.
        void stop(Environment environment);

        /// A position of a rank's time is held by a capability for it, or null.
        void bindSlice(int job, int position, @Nullable Capability slice);
    }

    /// Address spaces from here on are those of environments that were made.
    private static final int FIRST_ADDRESS_SPACE = 1 << 12;

    private static final int MOST = 1 << 15;
    private static final int A0 = 10;
    private static final Rights CONSOLE = Rights.of(Right.WRITE, Right.DERIVE);
    private static final Rights MEMORY = Rights.of(Right.ALLOCATE, Right.DERIVE);
    private static final Rights OWNER = Rights.of(Right.WRITE, Right.EXECUTE, Right.DERIVE);

    private final PrivilegedNode node;
    private final Environments environments;
    private final Loans loans;
    private final Owner owner;
    private final TreeMap<Integer, Slices> byJob = new TreeMap<>();

    ProcessTable(PrivilegedNode node, Environments environments, Loans loans, Owner owner) {
        this.node = node;
        this.environments = environments;
        this.loans = loans;
        this.owner = owner;
    }

    /// Whether there is anything to be saved.
    boolean isUsed() {
        if (!byJob.isEmpty()) return true;
        for (var environment : environments) if (environment.hasContexts()) return true;
        return false;
    }

    // For the calls.

    @Override
    public @Nullable Environment named(EnvironmentName name) {
        return name.node().equals(node.id()) ? environments.named(name.job(), name.number()) : null;
    }

    @Override
    public boolean mayMake(Environment maker) {
        return environments.ofJob(maker.job().number()).size() < Identity.MOST
                && environments.made().size() < MOST
                && loans.mayGive();
    }

    @Override
    public long make(Environment maker, int frames, RegisterImage first) {
        int number = environments.ofJob(maker.job().number()).size();
        var made = make(maker, number, nextAddressSpace(), maker.frames().part(frames), first);
        slices(maker);
        var object = new KernelObject.Environment(made.identity().name());
        return maker.capabilities().grant(object, OWNER).handle();
    }

    private int nextAddressSpace() {
        return FIRST_ADDRESS_SPACE + environments.made().size();
    }

    private Environment make(Environment maker, int number, int space, FramePool frames, RegisterImage first) {
        var capabilities = new CapabilityTable();
        var console = capabilities.grant(new KernelObject.Console(), CONSOLE);
        capabilities.grant(new KernelObject.Memory(), MEMORY);
        var identity = new Identity(maker.job(), number, maker.rank(), space);
        var made = new Environment(identity, capabilities, console, frames, maker, first);
        environments.add(made);
        return made;
    }

    @Override
    public long map(Environment from, Capability frames, Environment to, long firstPage, Rights rights) {
        var name = to.identity().name();
        var given = loans.give(frames, rights, from.identity().name(), name, to.capabilities());
        to.contexts().map(EnvironmentContexts.mapping(firstPage, rights, given));
        return given.handle();
    }

    @Override
    public void end(Environment ended) {
        end(ended, null);
    }

    /// @param ending how it has ended by itself, or null if somebody else has ended it
    void end(Environment ended, @Nullable Ending ending) {
        if (ended.end().hasStopped()) return;
        if (ending != null) {
            ended.end().stop(new Verdict(node.time().clock(), ended.identity().nodeOfJob(), ending));
        }
        owner.stop(ended);
    }

    /// An environment has ended: what it made ends too, and who waits for it is told.
    void ended(Environment environment) {
        for (var each : List.copyOf(environments.made())) if (each.maker() == environment) end(each, null);
        var slices = byJob.get(environment.job().number());
        if (slices == null) return;
        slices.ended(environment);
        var waiting = sibling(environment, environment.standing().leaveCaller());
        if (waiting != null) {
            waiting.standing().resume();
            var image = new RegisterImage(waiting.contexts().protectedEntry());
            image.x[A0] = KernelError.NOT_READY.number();
            waiting.program().enter(image);
            waiting.standing().arrive(TrapCause.TRANSFER_RETURN, KernelError.NOT_READY.number());
        }
        var callee = sibling(environment, environment.standing().callee());
        if (callee != null) callee.standing().leaveCaller();
    }

    private @Nullable Environment sibling(Environment of, int number) {
        if (number == Standing.NOBODY) return null;
        var found = environments.named(of.job().number(), number);
        return found == null || found.end().hasStopped() ? null : found;
    }

    @Override
    public boolean isOtherReady(Environment caller) {
        var slices = byJob.get(caller.job().number());
        return slices != null && slices.isOtherReady(caller);
    }

    @Override
    public void take(Environment whose, int position, long cycles, @Nullable Capability slice) {
        slices(whose).take(whose, position, cycles);
        owner.bindSlice(whose.job().number(), position, cycles == 0 ? null : slice);
    }

    /// A position is nobody's any more.
    ///
    /// @return true
    boolean free(int job, int position) {
        var slices = byJob.get(job);
        if (slices != null) slices.free(position);
        return true;
    }

    @Override
    public List<Integer> positions(Environment whose) {
        var slices = byJob.get(whose.job().number());
        return slices == null ? List.of() : slices.positions(whose);
    }

    /// An environment has no slice any more at a position that was its own.
    void giveUp(Environment whose, int position) {
        free(whose.job().number(), position);
    }

    /// An environment loses a slice by force.
    void takeAway(Environment whose, int position) {
        slices(whose).takeAway(whose, position);
    }

    @Override
    public void yield(Environment caller, @Nullable Environment to, boolean spares) {
        slices(caller).yield(to, spares);
    }

    @Override
    public void enter(Caller caller, Environment callee, boolean waits) {
        var from = caller.environment();
        callee.program().enter(registers(caller, callee));
        callee.standing().enter(waits ? from.identity().number() : Standing.NOBODY);
        callee.standing().arrive(TrapCause.TRANSFER, from.identity().number());
        if (waits) from.standing().await(callee.identity().number());
        slices(from).enter(callee);
    }

    /// All registers as the caller has them, at the callee's protected entry.
    private static RegisterImage registers(Caller caller, Environment callee) {
        var image = new RegisterImage(0);
        image.take(caller.context());
        image.pc = callee.contexts().protectedEntry();
        return image;
    }

    @Override
    public void leave(Caller caller) {
        var from = caller.environment();
        var waiting = sibling(from, from.standing().leaveCaller());
        from.standing().rest();
        if (waiting == null) {
            slices(from).yield(null);
            return;
        }
        waiting.program().enter(registers(caller, waiting));
        waiting.standing().resume();
        waiting.standing().arrive(TrapCause.TRANSFER_RETURN, from.identity().number());
        slices(from).enter(waiting);
    }

    // For the kernel.

    private Slices slices(Environment environment) {
        int job = environment.job().number();
        return byJob.computeIfAbsent(job, this::slicesOf);
    }

    private Slices slicesOf(int job) {
        var first = Objects.requireNonNull(environments.named(job, 0));
        return new Slices(node, job, first, new Slices.Kernel() {
            @Override
            public List<Environment> environments() {
                return environments.ofJob(job);
            }

            @Override
            public boolean give(Environment next) {
                return owner.run(next);
            }
        });
    }

    /// Who of a job has the processor in its turn, or null if nobody can.
    @Nullable
    Environment runner(int job) {
        var slices = byJob.get(job);
        var runner = slices == null ? environments.named(job, 0) : slices.runner();
        return runner == null || runner.end().hasStopped() ? null : runner;
    }

    /// Who of the job has the processor after one that has ended, or null if nobody can.
    @Nullable
    Environment after(Environment ended) {
        var slices = byJob.get(ended.job().number());
        return slices == null ? null : slices.afterEnd();
    }

    /// The kernel has done what it was entered for.
    void settle(Environment running) {
        if (byJob.isEmpty()) return;
        var slices = byJob.get(running.job().number());
        if (slices != null) slices.settle();
    }

    /// Whether [#settle] would find nothing to do.
    boolean isSettled(Environment running) {
        if (byJob.isEmpty()) return true;
        var slices = byJob.get(running.job().number());
        return slices == null || slices.isSettled();
    }

    void alarm(long number) {
        var slices = byJob.get(Slices.jobOf(number));
        if (slices != null) slices.alarm(number);
    }

    /// The processor goes from a job to another one.
    void turn(JobIdentity from, JobIdentity to) {
        if (from.number() == to.number()) return;
        var before = byJob.get(from.number());
        if (before != null) before.pause();
        var next = byJob.get(to.number());
        if (next != null) next.resume();
    }

    // Digests and snapshots.

    void save(StateWriter out) {
        out.add(environments.made().size());
        for (var made : environments.made()) {
            var maker = Objects.requireNonNull(made.maker());
            out.add(environments.indexOf(maker)).add(made.identity().number()).add(made.addressSpace());
            out.add(made.frames().first()).add(made.frames().frames());
            made.save(out);
            made.saveBesides(out);
            made.awaited().saveValue(out);
        }
        for (var environment : environments) {
            environment.saveContexts(out);
            environment.program().save(out);
        }
        out.add(byJob.size());
        byJob.forEach((job, slices) -> {
            out.add(job);
            slices.save(out);
        });
    }

    /// Whether somebody has yielded with few registers, which [#save] leaves out.
    boolean isSparing() {
        return byJob.values().stream().anyMatch(Slices::isSparing);
    }

    void saveSparing(StateWriter out) {
        for (var slices : byJob.values()) slices.saveSparing(out);
    }

    void restoreSparing(StateReader in) {
        for (var slices : byJob.values()) slices.restoreSparing(in);
    }

    /// @return who has the processor, or null if nobody has
    @Nullable
    Environment restore(StateReader in) {
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            var maker = environments.at(in.nextInt(0, environments.count() - 1));
            int number = in.nextInt(1, Identity.MOST - 1);
            int space = in.nextInt(FIRST_ADDRESS_SPACE, FIRST_ADDRESS_SPACE + MOST);
            int first = in.nextInt(0, FramePool.MOST_FRAMES - 1);
            var frames = new FramePool(first, in.nextInt(1, FramePool.MOST_FRAMES - first));
            var made = make(maker, number, space, frames, new RegisterImage(0));
            made.restore(in);
            made.restoreBesides(in);
            made.awaited().restoreValue(in);
        }
        Environment running = null;
        for (var environment : environments) environment.program().forget();
        for (var environment : environments) {
            environment.restoreContexts(in);
            environment.program().restore(in, node);
            if (environment.program().isOnProcessor()) running = environment;
        }
        byJob.clear();
        for (int left = in.nextInt(0, JobIdentity.MOST); left > 0; left--) {
            int job = in.nextInt(0, JobIdentity.MOST - 1);
            var slices = slicesOf(job);
            slices.restore(in);
            byJob.put(job, slices);
        }
        return running;
    }
}
