package org.fugu.exokernel.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.call.Binder;
import org.fugu.exokernel.call.Caller;
import org.fugu.exokernel.call.Kernel;
import org.fugu.exokernel.call.Lending;
import org.fugu.exokernel.call.Processes;
import org.fugu.exokernel.call.Reclaiming;
import org.fugu.exokernel.call.SaveArea;
import org.fugu.exokernel.call.SystemCalls;
import org.fugu.exokernel.call.Transfers;
import org.fugu.exokernel.call.TrapReports;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.Loans;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.schedule.Alarms;
import org.fugu.exokernel.schedule.GangPlan;
import org.fugu.exokernel.schedule.Slices;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.Refill;
import org.fugu.machine.kernel.TrapHandler;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// The exokernel's part on one node, whatever environments of whatever jobs the node has. It
/// touches the state of its own node and nothing else; other nodes hear of it by packets.
public final class NodeKernel implements TrapHandler, Kernel {
    /// Cycles until an alarm is looked at again that goes off while a handler runs.
    private static final long AGAIN = 32;

    private final PrivilegedNode node;
    private final boolean servesMemory;
    private final SoftwareTlb softwareTlb;
    private final Binder binder;
    private final Shootdown shootdown;
    private final RemoteAccess remote;
    private final Environments environments = new Environments();
    private final Loans loans;
    private final Revocations revocations;
    private final Lender lender;
    private final ProcessTable processes;
    private final SecureBindings bindings;
    private final Alarms alarms;
    private final Reclaimer reclaimer;
    private final Arrivals arrivals;
    private final HandlerRuns handlers;
    private final DiskTransfers transfers;

    private final GangTurns turns;
    private final PageFaults faults;
    private final Refill refill = new RunningRefill();

    /// Whose program the processor executes, or goes on with after a handler.
    private @Nullable Environment running;

    /// @param hardware its node
    /// @param servesMemory whether it reads and writes its node's memory for other kernels
    /// @param kernels the nodes of the machine that have one
    public NodeKernel(PrivilegedNode hardware, BindWords words, boolean servesMemory, Collection<NodeId> kernels) {
        softwareTlb = new SoftwareTlb(hardware.translations());
        node = hardware.with(softwareTlb);
        this.servesMemory = servesMemory;
        binder = new Binder(node, words);
        shootdown = new Shootdown(node, binder);
        remote = new RemoteAccess(node);
        loans = new Loans(node.id());
        revocations = new Revocations(node, environments, binder, loans);
        var owner = new ProcessOwner();
        processes = new ProcessTable(node, environments, loans, owner);
        turns = new GangTurns(node, processes, owner);
        faults = new PageFaults(node, binder, softwareTlb);
        alarms = new Alarms(node);
        bindings = new SecureBindings(node, environments, loans, processes, alarms);
        transfers = new DiskTransfers(node, environments, loans);
        reclaimer = new Reclaimer(node, environments, revocations, processes, bindings);
        arrivals = new Arrivals(node, environments, faults, reclaimer, new ArrivalsOwner());
        handlers = arrivals.handlers();
        lender = new Lender(node, new TreeSet<>(kernels), environments, binder, loans, revocations);
    }

    /// What it knows of translations that the TLB has lost.
    SoftwareTlb softwareTlb() {
        return softwareTlb;
    }

    /// Whose kernel it is.
    public NodeId id() {
        return node.id();
    }

    /// What the entries of one more environment would be tagged with.
    public int nextAddressSpace() {
        return environments.loaded().size() + 1;
    }

    /// Takes an environment in, whose program begins when it gets the processor.
    public void admit(Environment environment) {
        environments.add(environment);
    }

    /// The node's jobs have the processor in turns from now on, which is before cycle 0. The first one's
    /// turn it is already.
    public void schedule(GangPlan plan) {
        turns.schedule(plan);
    }

    /// Gives an environment the processor and the message unit, which another one may have now.
    ///
    /// @return false if the program of the other one is in the middle of an instruction: it goes on
    public boolean run(Environment environment) {
        if (environment == running) return true;
        if (handlers.isActive()) return false;
        if (running != null) {
            if (!node.registers().isBetweenInstructions()) return false;
            if (running.standing().isReady()) running.program().store(node);
            else running.program().leave(node);
            turn(running.job(), environment.job());
        }
        running = environment;
        load(environment);
        var arrival = environment.standing().takeArrival();
        if (arrival != null) {
            long entry = environment.contexts().protectedEntry();
            node.registers().deliverException(node.registers().context(), entry, arrival.cause(), arrival.value());
        }
        return true;
    }

    private void load(Environment environment) {
        node.translations().runAddressSpace(environment.addressSpace());
        environment.program().load(node, () -> arrivals.delivery().begin(environment));
        alarms.begin(environment);
        transfers.begin(environment);
    }

    private void turn(JobIdentity from, JobIdentity to) {
        processes.turn(from, to);
        reclaimer.turn(from, to);
    }

    /// An environment whose job joins gets the processor, which nobody uses.
    public void begin(Environment environment) {
        admit(environment);
        if (handlers.isActive()) handlers.fail();
        if (running != null && running.end().hasStopped()) endProgram(running);
        if (running == null || turns.isTurnOf(environment.job().number())) run(environment);
    }

    private void endProgram(Environment ended) {
        ended.program().end(node);
        running = null;
    }

    private Environment running() {
        return Objects.requireNonNull(running);
    }

    // For the calls.

    @Override
    public void end(Environment environment, Ending ending) {
        if (environment.end().hasStopped()) return;
        if (environment.maker() != null && !(ending instanceof Ending.Stopped)) {
            processes.end(environment, ending);
            return;
        }
        var rank = environments.named(environment.job().number(), 0);
        if (rank != null && rank != environment) {
            // A limit is the rank's.
            stop(environment);
            end(rank, ending);
            return;
        }
        turns.end(environment.job().number());
        environment
                .end()
                .stop(new Verdict(node.time().clock(), environment.identity().nodeOfJob(), ending));
        ended(environment);
        var identity = environment.identity();
        var packet = new KernelPacket.JobEnded(identity.job().number(), identity.number()).words();
        for (var member : identity.job().nodes()) {
            if (!member.equals(node.id())) node.system().sendPacket(member, packet);
        }
    }

    @Override
    public void stop(Environment environment) {
        if (environment.end().hasStopped()) return;
        environment.end().stop();
        ended(environment);
    }

    /// What others have of it is taken away, and nobody is asked for anything on its behalf.
    private void ended(Environment environment) {
        environment.capabilities().abandon(true);
        softwareTlb.forget(environment.addressSpace());
        revocations.leave(environment);
        arrivals.ended(environment);
        processes.ended(environment);
        alarms.ended(environment);
        transfers.ended(environment);
        reclaimer.ended(environment);
    }

    /// From outside: the environment's job is over, and it runs no further.
    public void take(Environment environment) {
        if (handlers.isActive()) handlers.fail();
        turns.end(environment.job().number());
        stop(environment);
        leave();
    }

    /// Adds what was counted here, by name.
    public void count(Map<String, Long> counters) {
        counters.put("tlb.software_hits", softwareTlb.hits());
        counters.put("tlb.software_misses", softwareTlb.misses());
        arrivals.count(counters);
    }

    /// The kernel has done what it was entered for. Who has ended gives the processor to the next one of
    /// the node; it stops with the last. Not before: a call still answers in the registers of who called.
    private void leave() {
        if (handlers.isActive()) return; // it is done when the handler is over
        reclaimer.settle();
        bindings.release();
        transfers.release();
        if (running == null) return;
        if (running.end().hasStopped()) {
            var next = next(running);
            if (next == null) {
                node.registers().halt();
                return;
            }
            var job = running.job();
            endProgram(running);
            turn(job, next.job());
            run(next);
        } else {
            processes.settle(running);
        }
        reclaimer.tell(running);
    }

    private @Nullable Environment next(Environment ended) {
        var sibling = processes.after(ended);
        if (sibling != null) return sibling;
        for (var environment : environments.loaded()) {
            var runner = processes.runner(environment.job().number());
            if (runner != null && runner.isReady()) return runner;
        }
        return null;
    }

    @Override
    public Binder binder() {
        return binder;
    }

    @Override
    public Lending lending() {
        return lender;
    }

    @Override
    public Processes processes() {
        return processes;
    }

    @Override
    public void bindEndpoint(Environment environment, int slot, @Nullable Capability endpoint) {
        bindings.endpoint(environment, slot, endpoint);
    }

    @Override
    public void setAlarm(Environment environment, long cycle, @Nullable Capability timer) {
        alarms.set(environment, cycle);
        bindings.alarm(environment, timer);
    }

    @Override
    public Reclaiming reclaiming() {
        return reclaimer;
    }

    @Override
    public Transfers transfers() {
        return transfers;
    }

    @Override
    public boolean shootDown(Environment environment, long page) {
        // What was made is on this node only.
        if (environment.maker() != null) {
            binder.drop(environment, page);
            return false;
        }
        return shootdown.begin(environment, page);
    }

    @Override
    public boolean servesMemory() {
        return servesMemory;
    }

    @Override
    public boolean read(Environment environment, long frame, int offset) {
        return remote.read(environment, frame, offset);
    }

    @Override
    public boolean compareAndSwap(Environment environment, long frame, int offset, long expected, long wanted) {
        return remote.compareAndSwap(environment, frame, offset, expected, wanted);
    }

    @Override
    public void write(Environment environment, long frame, int offset, byte[] bytes) {
        remote.write(environment, frame, offset, bytes);
    }

    // From the machine.

    @Override
    public void trap(Context context, TrapCause cause, long value) {
        if (handlers.isActive()) {
            handlers.trap(cause, value);
            leave();
            return;
        }
        var environment = running();
        if (cause == TrapCause.SYSTEM_CALL) {
            SystemCalls.perform(new Caller(node, this, environment, context));
        } else if (cause == TrapCause.DISPOSE_EXTEND) {
            arrivals.delivery().disposed(environment, context, value);
        } else if (!faults.refill(environment, cause, value)) {
            forward(environment, context, cause, value);
        }
        leave();
    }

    @Override
    public Refill refill() {
        return refill;
    }

    /// Whether [#leave] would find nothing to do.
    private boolean isSettled(Environment environment) {
        return !environment.end().hasStopped()
                && reclaimer.isIdle()
                && !bindings.isReleasing()
                && !transfers.isReleasing()
                && processes.isSettled(environment);
    }

    /// What the running program's page faults lead to, if it is nothing but a refill.
    private final class RunningRefill implements Refill {
        @Override
        public @Nullable Translation known(long virtualPage, int right) {
            if (running == null || handlers.isActive() || !isSettled(running)) return null;
            return faults.known(running, virtualPage, right);
        }

        @Override
        public int instructions() {
            return KernelPath.SOFTWARE_TLB_HIT.instructions();
        }

        @Override
        public void cameBack(Translation translation) {
            softwareTlb.cameBack(translation);
        }
    }

    /// The system call by name, or the cause.
    @Override
    public String describe(Context context, TrapCause cause) {
        return cause == TrapCause.SYSTEM_CALL ? SystemCalls.nameOf(context) : cause.wireName();
    }

    private void forward(Environment environment, Context context, TrapCause cause, long value) {
        var path = PageFaults.isPageFault(cause) ? KernelPath.PAGE_FAULT_DISPATCH : KernelPath.EXCEPTION_DISPATCH;
        node.time().charge(environment.job().paths().of(path));
        if (environment.isBare() || isLost(environment, context, cause)) {
            end(environment, TrapReports.unhandled(node, environment, context.pc, cause, value));
        } else {
            SaveArea.save(node, environment, context);
            node.registers().deliverException(context, environment.contexts().exception(), cause, value);
        }
    }

    /// The handler's own first instruction cannot be fetched: forwarding would go on for ever.
    private static boolean isLost(Environment environment, Context context, TrapCause cause) {
        boolean fetch = cause == TrapCause.FETCH_PAGE_FAULT
                || cause == TrapCause.FETCH_ACCESS_FAULT
                || cause == TrapCause.INSTRUCTION_MISALIGNED;
        return fetch && context.pc == environment.contexts().exception();
    }

    @Override
    public void packet(int sourceNode, long[] words) {
        var packet = KernelPacket.of(words);
        if (packet == null) return;
        var environment = environments.named(packet);
        switch (packet) {
            case KernelPacket.JobEnded ended -> {
                turns.end(ended.job());
                if (environment != null) stop(environment); // with it what it made
            }
            case KernelPacket.Drop drop -> shootdown.asked(sourceNode, environment, drop);
            case KernelPacket.Dropped _ -> shootdown.answered(environments.waiting(packet));
            case KernelPacket.Read read -> remote.asked(sourceNode, read);
            case KernelPacket.Write write -> remote.asked(write);
            case KernelPacket.Swap swap -> remote.asked(sourceNode, swap);
            case KernelPacket.Value value -> remote.answered(environments.waiting(packet), value);
            case KernelPacket.Turn turn -> turns.announced(turn.turn());
            case KernelPacket.Throttle throttle -> {
                if (environment != null) arrivals.delivery().overflow().asked(environment, throttle.begins());
            }
            case LoanPacket loan -> lender.packet(sourceNode, environment, loan);
        }
        leave();
    }

    /// The frames that an environment has given up can be given out again.
    @Override
    public void revoked() {
        for (var environment : environments) {
            var left = environment.awaited().left();
            if (left != null) binder.giveBack(environment, left);
        }
        reclaimer.settle();
    }

    @Override
    public void bound(Translation translation, boolean written) {
        softwareTlb.bound(translation, written);
    }

    /// It is that of the program on the processor.
    @Override
    public void instructionLimit() {
        if (handlers.isActive()) handlers.fail();
        else end(running(), Ending.Stopped.INSTRUCTION_LIMIT);
        leave();
    }

    @Override
    public boolean canTake(int group) {
        return arrivals.canTake(group);
    }

    @Override
    public void message(UserMessage message) {
        arrivals.message(message);
    }

    @Override
    public void atomicityTimeout() {
        if (!handlers.isActive()) arrivals.delivery().timeout(running());
    }

    @Override
    public void alarm(long number) {
        if (handlers.isActive()) {
            node.time().alarm(node.time().clock() + AGAIN, number);
            return;
        }
        if (Reclaimer.isAbout(number)) {
            reclaimer.alarm(number);
            leave();
            return;
        }
        if (DiskTransfers.isAbout(number)) {
            transfers.alarm(running);
        } else if (Alarms.isOne(number)) {
            if (running != null && !running.end().hasStopped()) alarms.alarm(number, running);
        } else if (Slices.jobOf(number) >= 0) processes.alarm(number);
        else turns.alarm(number);
        if (running != null) reclaimer.tell(running);
    }

    @Override
    public void transferred(long number) {
        boolean isHeldOff = handlers.isActive();
        transfers.transferred(number, isHeldOff ? null : running);
        if (isHeldOff && running != null) transfers.begin(running); // told when the handler is over
    }

    @Override
    public void save(StateWriter out) {
        var loaded = environments.loaded();
        for (var environment : loaded) environment.save(out);
        if (loaded.size() > 1)
            for (var environment : loaded) environment.program().save(out);
        if (servesMemory) for (var environment : loaded) environment.awaited().saveValue(out);
    }

    private void restorePrograms(StateReader in) {
        // The only one has the processor.
        if (environments.loaded().size() == 1) return;
        running = null;
        for (var environment : environments.loaded()) environment.program().forget();
        for (var environment : environments.loaded()) {
            environment.program().restore(in, node);
            if (environment.program().isOnProcessor()) running = environment;
        }
    }

    /// What [#save] leaves out.
    public List<OccasionalState> occasional() {
        return List.of(
                OccasionalState.of(
                        "processes", processes::isUsed, processes::save, in -> running = processes.restore(in)),
                OccasionalState.of("sparing", processes::isSparing, processes::saveSparing, processes::restoreSparing),
                OccasionalState.of("loans", lender::isUsed, lender::save, lender::restore),
                bindings,
                arrivals.buffers(),
                turns,
                OccasionalState.of("software-tlb", softwareTlb::isUsed, softwareTlb::save, softwareTlb::restore),
                OccasionalState.of(
                        "page-bits",
                        environments::markPages,
                        environments::savePageBits,
                        environments::restorePageBits),
                OccasionalState.of("reclaims", reclaimer::isUsed, reclaimer::save, reclaimer::restore),
                transfers,
                OccasionalState.of("handlers", handlers::isUsed, handlers::save, this::restoreHandlers),
                OccasionalState.of(
                        "filters", handlers::areFiltersUsed, handlers::saveFilters, handlers::restoreFilters),
                OccasionalState.of(
                        "input", environments::isInputRead, environments::saveInput, environments::restoreInput));
    }

    private void restoreHandlers(StateReader in) {
        handlers.restore(in);
        if (handlers.isActive()) running = handlers.interrupted();
    }

    @Override
    public void restore(StateReader in) {
        for (var environment : environments.loaded()) environment.restore(in);
        restorePrograms(in);
        if (!servesMemory) return;
        for (var environment : environments.loaded()) environment.awaited().restoreValue(in);
    }

    /// What arriving messages need here.
    private final class ArrivalsOwner implements Arrivals.Kernel {
        @Override
        public @Nullable Environment running() {
            return running;
        }

        @Override
        public void goesOn(Environment interrupted) {
            if (!interrupted.end().hasStopped()) load(interrupted);
        }

        @Override
        public void isFull(Environment receiver) {
            end(receiver, Ending.Stopped.MEMORY_LIMIT);
            leave();
        }
    }

    /// What the processes of a rank need here.
    private final class ProcessOwner implements ProcessTable.Owner {
        @Override
        public boolean run(Environment environment) {
            return NodeKernel.this.run(environment);
        }

        @Override
        public boolean isRunning(Environment environment) {
            return environment == running;
        }

        @Override
        public void stop(Environment environment) {
            if (environment.end().verdict() == null) environment.end().stop();
            ended(environment);
        }

        @Override
        public void bindSlice(int job, int position, @Nullable Capability slice) {
            bindings.slice(job, position, slice);
        }
    }
}
