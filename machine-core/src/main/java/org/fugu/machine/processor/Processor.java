package org.fugu.machine.processor;

import java.util.Arrays;
import org.fugu.machine.access.KernelOperation;
import org.fugu.machine.access.LineWaiter;
import org.fugu.machine.access.MemorySystem;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.CsrPort;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.ProgramRegisters.Wait;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.cpu.Stop;
import org.fugu.machine.cpu.SuspendedAccess;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UnitPipeline;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The processor of a node: one pipeline and one to four register sets, after Sparcle (IEEE Micro,
/// June 1993), which uses its register windows so. It is block multithreaded: the context in the
/// pipeline leaves it when it has to wait for another node, and the next one in turn that is ready
/// takes it, `processor.context_switch` cycles later.
///
/// | the context | leaves the pipeline |
/// |---|---|
/// | waits for a line of another node | yes, outside atomic sections |
/// | waits for a line of this node | no: it is there before a switch would pay |
/// | waits for the line of a load-reserved | no: its store-conditional would find the line gone |
/// | waits within the hold of its reservation | no: its store-conditional would fail |
/// | waits until the network takes its message | yes, outside atomic sections |
/// | executes `pause` | yes, outside atomic sections, if another one is ready |
/// | sleeps until a message comes, or has ended | yes |
/// | is in the kernel | no |
///
/// An atomic section holds message handlers off, and so does a handler itself; both would be
/// entered a second time if another context took the pipeline. If no other context is ready the
/// pipeline waits with the one it has, and there is nothing to pay when that one goes on. Nothing
/// is preempted: a context that spins has to `pause`.
///
/// Only the context in the pipeline can hold a reservation.
public final class Processor implements KernelOperation.Pipeline, UnitPipeline, LineWaiter {
    /// What a context is doing.
    enum Activity {
        /// Nothing was started in it, or what was has ended.
        UNUSED,
        READY,
        /// Waits for a line.
        SUSPENDED,
        /// Waits until the network takes messages again.
        BLOCKED,
        /// Waits until user DMA has stored a message.
        TRANSFERRING,
        /// Waits for a message.
        ASLEEP,
        /// The kernel waits for memory.
        IN_KERNEL,
        /// Waits until the kernel resumes it.
        HELD,
        /// Its job is over.
        HALTED
    }

    private static final Activity[] ACTIVITIES = Activity.values();
    private static final Category[] CATEGORIES = Category.values();
    private static final int NONE = -1;

    private final int node;
    private final NodeClock clock;
    private final Contexts contexts;
    private final MemorySystem memory;
    private final Interpreter interpreter;
    private final Ucu ucu;
    private final CsrPort csrs;
    private final LineShape lines;
    private final Activity[] activities;
    private final long fillCycles;
    private final long switchCycles;

    private long switches;

    /// What the kernel was last entered for.
    private Category kernelWork = Category.KERNEL;

    /// @param csrs where interrupts are recognised
    /// @param timed false in functional runs
    public Processor(
            int node,
            NodeClock clock,
            Contexts contexts,
            MemorySystem memory,
            Interpreter interpreter,
            Ucu ucu,
            CsrPort csrs,
            Preset preset,
            boolean timed) {
        this.node = node;
        this.clock = clock;
        this.contexts = contexts;
        this.memory = memory;
        this.interpreter = interpreter;
        this.ucu = ucu;
        this.csrs = csrs;
        lines = memory.lines();
        activities = new Activity[contexts.count()];
        Arrays.fill(activities, Activity.UNUSED);
        fillCycles = preset.value("coherence.fill");
        switchCycles = timed ? preset.value("processor.context_switch") : 0;
    }

    private Context current() {
        return contexts.current();
    }

    private Activity activity() {
        return activities[contexts.currentIndex()];
    }

    private void activity(Activity next) {
        activities[contexts.currentIndex()] = next;
    }

    /// Whether nothing was started in that register set, or what was has ended.
    public boolean isUnused(int index) {
        return activities[index] == Activity.UNUSED;
    }

    @Override
    public boolean isHalted() {
        return live() == 0;
    }

    /// How many contexts have something to do or to wait for.
    public int live() {
        int count = 0;
        for (var activity : activities) if (isLive(activity)) count++;
        return count;
    }

    private static boolean isLive(Activity activity) {
        return activity != Activity.UNUSED && activity != Activity.HALTED;
    }

    /// Whether instructions can be executed now.
    public boolean isRunning() {
        return activity() == Activity.READY;
    }

    @Override
    public boolean isInKernel() {
        return activity() == Activity.IN_KERNEL;
    }

    /// Executes the context in the pipeline until [NodeClock#limit] or something that stops it.
    public Stop run() {
        return interpreter.run(current());
    }

    // The account.

    /// Books what has passed to what the processor did, and looks at what it does now.
    public void account() {
        clock.account().enter(doing(activity()), clock.now, current().pc);
    }

    /// The processor enters the kernel for a page fault, or for something else.
    public void enterKernel(Category work) {
        kernelWork = work;
        clock.account().enter(work, clock.now, current().pc);
    }

    /// The processor entered the kernel at that time, and goes on now with what it did.
    public void wasInKernel(Category work, long since) {
        kernelWork = work;
        clock.account().interject(work, since, clock.now);
    }

    private Category doing(Activity activity) {
        return switch (activity) {
            case READY -> current().category();
            case IN_KERNEL, HELD -> kernelWork;
            case TRANSFERRING -> Category.NETWORK;
            case SUSPENDED, BLOCKED -> waiting(contexts.currentIndex());
            case UNUSED, ASLEEP, HALTED -> waitingElsewhere();
        };
    }

    private Category waiting(int index) {
        if (activities[index] == Activity.BLOCKED) return Category.NETWORK;
        long address = contexts.get(index).access.physicalAddress;
        return PhysicalAddress.home(address) == node ? Category.LOCAL_MISS : Category.REMOTE_MISS;
    }

    /// The context in the pipeline waits for a message only; another one may wait for something else.
    private Category waitingElsewhere() {
        for (int i = 0; i < activities.length; i++) {
            if (activities[i] == Activity.SUSPENDED || activities[i] == Activity.BLOCKED) return waiting(i);
        }
        return Category.IDLE;
    }

    // Starting and ending.

    /// A context that is [#isUnused] is ready from now on.
    public void start(int index, RegisterImage registers) {
        registers.put(contexts.get(index));
        activities[index] = Activity.READY;
    }

    /// Whether no context waits for memory or for user DMA in the middle of an instruction.
    public boolean isBetweenInstructions() {
        for (var activity : activities) if (isWithinInstruction(activity)) return false;
        return true;
    }

    private static boolean isWithinInstruction(Activity activity) {
        return switch (activity) {
            case UNUSED, READY, BLOCKED, ASLEEP, HELD, HALTED -> false;
            case SUSPENDED, TRANSFERRING, IN_KERNEL -> true;
        };
    }

    /// The program leaves the processor with all its contexts, which are unused then.
    ///
    /// @throws IllegalStateException if it is not [#isBetweenInstructions]; nothing has changed
    public void store(ProgramRegisters program) {
        if (!isBetweenInstructions()) throw new IllegalStateException("a context is in the middle of an instruction");
        program.clear();
        program.inPipeline(contexts.currentIndex());
        for (int i = 0; i < activities.length; i++) {
            if (!isLive(activities[i])) continue;
            var image = new RegisterImage(0);
            image.take(contexts.get(i));
            program.keep(i, image, waitOf(activities[i]));
            contexts.get(i).reservation = Context.NO_RESERVATION;
            activities[i] = Activity.UNUSED;
        }
    }

    private static Wait waitOf(Activity activity) {
        return switch (activity) {
            case ASLEEP -> Wait.MESSAGE;
            case HELD -> Wait.KERNEL;
            default -> Wait.NOTHING;
        };
    }

    /// A program takes the processor, all of whose contexts are unused.
    public void load(ProgramRegisters program) {
        for (var activity : activities) {
            if (activity != Activity.UNUSED) throw new IllegalStateException("another program has the processor");
        }
        contexts.select(program.inPipeline());
        ucu.select(clock.now, program.inPipeline());
        ucu.driveInterruptLine();
        for (int i = 0; i < activities.length; i++) {
            var image = program.image(i);
            if (image == null) continue;
            image.put(contexts.get(i));
            activities[i] = switch (program.waitsFor(i)) {
                case NOTHING -> Activity.READY;
                case MESSAGE -> ucu.isMessageAvailable() ? Activity.READY : Activity.ASLEEP;
                case KERNEL -> Activity.HELD;
            };
        }
    }

    /// The program in the pipeline has ended; the context may be started again.
    public void endCurrent() {
        activity(Activity.UNUSED);
    }

    /// The program on the processor is over: its contexts are unused.
    public void end() {
        for (int i = 0; i < contexts.count(); i++) {
            activities[i] = Activity.UNUSED;
            contexts.get(i).access.active = false;
            contexts.get(i).reservation = Context.NO_RESERVATION;
        }
    }

    /// All that was started here is over.
    public void halt() {
        for (int i = 0; i < contexts.count(); i++) {
            if (activities[i] == Activity.UNUSED) continue;
            activities[i] = Activity.HALTED;
            contexts.get(i).access.active = false;
        }
    }

    // Waiting.

    /// The access of the context in the pipeline waits for its line.
    public void suspend() {
        activity(Activity.SUSPENDED);
        memory.pauseHold();
        memory.await(clock.now, current().access);
    }

    /// The network does not take the message of the context in the pipeline.
    public void block() {
        activity(Activity.BLOCKED);
        ucu.stall(clock.now, true);
    }

    /// User DMA stores a message for the context in the pipeline.
    public void transfer() {
        activity(Activity.TRANSFERRING);
    }

    /// It has been stored.
    @Override
    public void transferred(long now) {
        if (activity() != Activity.TRANSFERRING) return;
        clock.reach(now);
        activity(Activity.READY);
    }

    /// The context in the pipeline waits for a message.
    public void sleep() {
        activity(Activity.ASLEEP);
    }

    /// The context in the pipeline waits in the kernel, for memory.
    @Override
    public void waitInKernel() {
        activity(Activity.IN_KERNEL);
    }

    /// The context in the pipeline waits until the kernel says otherwise.
    public void hold() {
        activity(Activity.HELD);
    }

    /// What [#waitInKernel] waited for is there.
    @Override
    public void leaveKernel() {
        if (activity() == Activity.IN_KERNEL) resumeCurrent();
    }

    /// Ends [#hold].
    public void release() {
        if (activity() == Activity.HELD) resumeCurrent();
    }

    private void resumeCurrent() {
        activity(Activity.READY);
        recogniseInterrupt();
    }

    /// The network takes messages again.
    @Override
    public void unblock(long now) {
        wake(now, Activity.BLOCKED);
    }

    /// A message has come. It wakes who sleeps, and interrupts who is blocked if it may.
    @Override
    public void messageCame(long now) {
        wake(now, Activity.ASLEEP);
        if (clock.interrupting) wake(now, Activity.BLOCKED);
    }

    /// Who sleeps goes on, although no message has come.
    public boolean wakeSleepers(long now) {
        return wake(now, Activity.ASLEEP);
    }

    private boolean wake(long now, Activity what) {
        boolean any = false;
        for (int i = 0; i < contexts.count(); i++) {
            if (activities[i] != what) continue;
            activities[i] = Activity.READY;
            any = true;
            if (i == contexts.currentIndex()) {
                ucu.stall(now, false);
                clock.reach(now);
                recogniseInterrupt();
            }
        }
        if (any) goOn(now);
        return any;
    }

    /// Entering or leaving the kernel and waking up are transfers of control: a waiting message
    /// interrupts there.
    public void recogniseInterrupt() {
        if (clock.interrupting) csrs.interrupt(current());
    }

    // Switching.

    /// The context in the pipeline may have to leave it: the next one takes it, if one is ready.
    public void leave() {
        goOn(clock.now);
    }

    /// The context in the pipeline has executed `pause`.
    public void pause() {
        int next = next();
        if (next != NONE && !ucu.isAtomic()) switchTo(next);
    }

    /// @param now no earlier than this, a context that became ready takes an idle pipeline
    private void goOn(long now) {
        if (!mayLeave()) return;
        int next = next();
        if (next == NONE) return;
        clock.reach(now);
        switchTo(next);
    }

    private boolean mayLeave() {
        return switch (activity()) {
            case UNUSED, HALTED, ASLEEP -> true;
            case SUSPENDED -> !ucu.isAtomic() && isPatient(current().access);
            case BLOCKED -> !ucu.isAtomic();
            case READY, TRANSFERRING, IN_KERNEL, HELD -> false;
        };
    }

    /// Whether others may run while an access waits.
    private boolean isPatient(SuspendedAccess access) {
        return access.kind != AccessKind.LOAD_RESERVED
                && !memory.isHoldPaused()
                && PhysicalAddress.home(access.physicalAddress) != node;
    }

    /// The next other context in turn that is ready, or [#NONE].
    private int next() {
        for (int step = 1; step < contexts.count(); step++) {
            int index = (contexts.currentIndex() + step) % contexts.count();
            if (activities[index] == Activity.READY) return index;
        }
        return NONE;
    }

    private void switchTo(int index) {
        memory.endReservation(current());
        contexts.select(index);
        switches++;
        clock.account().enter(Category.SWITCH, clock.now, contexts.get(index).pc);
        clock.now += switchCycles;
        ucu.stall(clock.now, false);
        ucu.select(clock.now, index);
        account();
        ucu.driveInterruptLine();
        recogniseInterrupt();
    }

    // Memory.

    /// Whoever waits for the line makes its access now; the contexts in turn, the one in the pipeline
    /// first.
    @Override
    public void lineCame(long now, long line) {
        int index = contexts.currentIndex();
        for (int left = activities.length; left > 0; left--) {
            boolean waits = activities[index] == Activity.SUSPENDED
                    && lines.of(contexts.get(index).access.physicalAddress) == line;
            if (waits) complete(index, now, line);
            if (++index == activities.length) index = 0;
        }
        goOn(now + fillCycles);
    }

    private void complete(int index, long now, long line) {
        var context = contexts.get(index);
        var access = context.access;
        var kind = access.kind;
        boolean inPipeline = index == contexts.currentIndex();
        if (inPipeline || !isRunning()) clock.reach(now + fillCycles);
        do {
            // A line that was asked for to be read, by a prefetch or another context, may be wanted to be written.
            if (!memory.permits(access)) {
                memory.await(now + fillCycles, access);
                return;
            }
            // Another context's store, at the same moment as a load-reserved of the one in the pipeline.
            if (!inPipeline && kind.needsWritableLine()) contexts.endReservation(line);
            memory.complete(access);
        } while (!interpreter.complete(context));

        // A load-reserved waits in the pipeline.
        if (kind == AccessKind.LOAD_RESERVED) memory.reserve(line);
        else if (inPipeline) memory.resumeHold();
        activities[index] = Activity.READY;
    }

    /// How often a context took the pipeline from another.
    public long switches() {
        return switches;
    }

    public void save(StateWriter out) {
        out.add(contexts.currentIndex()).add(switches).add(kernelWork.ordinal());
        for (int i = 0; i < contexts.count(); i++) {
            out.add(activities[i].ordinal());
            contexts.get(i).save(out);
        }
    }

    public void restore(StateReader in) {
        contexts.select(in.nextInt(0, contexts.count() - 1));
        switches = in.next();
        kernelWork = CATEGORIES[in.nextInt(0, CATEGORIES.length - 1)];
        for (int i = 0; i < contexts.count(); i++) {
            activities[i] = ACTIVITIES[in.nextInt(0, ACTIVITIES.length - 1)];
            contexts.get(i).restore(in);
        }
    }
}
