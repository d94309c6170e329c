package org.fugu.machine;

import java.util.Arrays;
import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Interpreter;
import org.fugu.machine.cpu.Stop;
import org.fugu.machine.cpu.SuspendedAccess;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

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
final class Processor {
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
    private final Wiring wiring;
    private final Interpreter interpreter;
    private final Ucu ucu;
    private final @Nullable CacheController cache;
    private final LineShape lines;
    private final Context[] contexts;
    private final Activity[] activities;
    private final long fillCycles;
    private final long switchCycles;

    /// The context in the pipeline.
    private int current;

    private long switches;

    /// What the kernel was last entered for.
    private Category kernelWork = Category.KERNEL;

    /// @param cache absent where no access has to wait for the protocol
    /// @param timed false in functional runs
    Processor(
            int node,
            Wiring wiring,
            Interpreter interpreter,
            Ucu ucu,
            @Nullable CacheController cache,
            LineShape lines,
            Preset preset,
            boolean timed) {
        this.node = node;
        this.wiring = wiring;
        this.interpreter = interpreter;
        this.ucu = ucu;
        this.cache = cache;
        this.lines = lines;
        contexts = new Context[preset.intValue("processor.contexts")];
        Arrays.setAll(contexts, _ -> new Context());
        activities = new Activity[contexts.length];
        Arrays.fill(activities, Activity.UNUSED);
        fillCycles = preset.value("coherence.fill");
        switchCycles = timed ? preset.value("processor.context_switch") : 0;
    }

    int contexts() {
        return contexts.length;
    }

    Context context(int index) {
        return contexts[index];
    }

    /// The context in the pipeline.
    Context current() {
        return contexts[current];
    }

    boolean isUnused(int index) {
        return activities[index] == Activity.UNUSED;
    }

    /// How many contexts have something to do or to wait for.
    int live() {
        int count = 0;
        for (var activity : activities) if (isLive(activity)) count++;
        return count;
    }

    private static boolean isLive(Activity activity) {
        return activity != Activity.UNUSED && activity != Activity.HALTED;
    }

    /// Whether instructions can be executed now.
    boolean isRunning() {
        return activities[current] == Activity.READY;
    }

    boolean isInKernel() {
        return activities[current] == Activity.IN_KERNEL;
    }

    /// Instructions of all contexts.
    long instructions() {
        long sum = 0;
        for (var context : contexts) sum += context.instret;
        return sum;
    }

    /// Executes the context in the pipeline until [Wiring#limit] or something that stops it.
    Stop run() {
        return interpreter.run(contexts[current]);
    }

    // The account.

    /// Books what has passed to what the processor did, and looks at what it does now.
    void account() {
        wiring.account.enter(doing(activities[current]), wiring.clock, contexts[current].pc);
    }

    /// The processor enters the kernel for a page fault, or for something else.
    void enterKernel(Category work) {
        kernelWork = work;
        wiring.account.enter(work, wiring.clock, contexts[current].pc);
    }

    private Category doing(Activity activity) {
        return switch (activity) {
            case READY -> executing(contexts[current]);
            case IN_KERNEL, HELD -> kernelWork;
            case TRANSFERRING -> Category.NETWORK;
            case SUSPENDED, BLOCKED -> waiting(current);
            case UNUSED, ASLEEP, HALTED -> waitingElsewhere();
        };
    }

    /// What a context does whose instructions are executed.
    static Category executing(Context context) {
        if (context.refills > 0) return Category.TLB_REFILL;
        return context.handling ? Category.MESSAGE_HANDLER : Category.COMPUTE;
    }

    private Category waiting(int index) {
        if (activities[index] == Activity.BLOCKED) return Category.NETWORK;
        long address = contexts[index].access.physicalAddress;
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

    /// A context that is [#isUnused] is ready from now on, with registers that hold nothing.
    void start(int index, long pc) {
        contexts[index].reset(pc);
        activities[index] = Activity.READY;
    }

    /// The program in the pipeline has ended; the context may be started again.
    void endCurrent() {
        activities[current] = Activity.UNUSED;
    }

    /// All that was started here is over.
    void halt() {
        for (int i = 0; i < contexts.length; i++) {
            if (activities[i] == Activity.UNUSED) continue;
            activities[i] = Activity.HALTED;
            contexts[i].access.active = false;
        }
    }

    // Waiting.

    /// The access of the context in the pipeline waits for its line.
    void suspend() {
        activities[current] = Activity.SUSPENDED;
        timedCache().pause(wiring.clock);
        request(contexts[current], wiring.clock);
    }

    /// The network does not take the message of the context in the pipeline.
    void block() {
        activities[current] = Activity.BLOCKED;
        ucu.stall(wiring.clock, true);
    }

    /// User DMA stores a message for the context in the pipeline.
    void transfer() {
        activities[current] = Activity.TRANSFERRING;
    }

    /// It has been stored.
    void transferred(long now) {
        if (activities[current] != Activity.TRANSFERRING) return;
        wiring.clock = Math.max(wiring.clock, now);
        activities[current] = Activity.READY;
    }

    /// The context in the pipeline waits for a message.
    void sleep() {
        activities[current] = Activity.ASLEEP;
    }

    /// The context in the pipeline waits in the kernel, for memory.
    void waitInKernel() {
        activities[current] = Activity.IN_KERNEL;
    }

    /// The context in the pipeline waits until the kernel says otherwise.
    void hold() {
        activities[current] = Activity.HELD;
    }

    /// What [#waitInKernel] waited for is there.
    void leaveKernel() {
        if (activities[current] == Activity.IN_KERNEL) resumeCurrent();
    }

    /// Ends [#hold].
    void release() {
        if (activities[current] == Activity.HELD) resumeCurrent();
    }

    private void resumeCurrent() {
        activities[current] = Activity.READY;
        recogniseInterrupt();
    }

    /// The network takes messages again.
    void unblock(long now) {
        wake(now, Activity.BLOCKED);
    }

    /// A message has come. It wakes who sleeps, and interrupts who is blocked if it may.
    void messageCame(long now) {
        wake(now, Activity.ASLEEP);
        if (wiring.attention) wake(now, Activity.BLOCKED);
    }

    private void wake(long now, Activity what) {
        boolean any = false;
        for (int i = 0; i < contexts.length; i++) {
            if (activities[i] != what) continue;
            activities[i] = Activity.READY;
            any = true;
            if (i == current) {
                ucu.stall(now, false);
                wiring.clock = Math.max(wiring.clock, now);
                recogniseInterrupt();
            }
        }
        if (any) goOn(now);
    }

    /// Entering or leaving the kernel and waking up are transfers of control: a waiting message
    /// interrupts there.
    void recogniseInterrupt() {
        if (wiring.attention) wiring.interrupt(contexts[current]);
    }

    // Switching.

    /// The context in the pipeline may have to leave it: the next one takes it, if one is ready.
    void leave() {
        goOn(wiring.clock);
    }

    /// The context in the pipeline has executed `pause`.
    void pause() {
        int next = next();
        if (next != NONE && !ucu.isAtomic()) switchTo(next);
    }

    /// @param now no earlier than this, a context that became ready takes an idle pipeline
    private void goOn(long now) {
        if (!mayLeave()) return;
        int next = next();
        if (next == NONE) return;
        wiring.clock = Math.max(wiring.clock, now);
        switchTo(next);
    }

    private boolean mayLeave() {
        return switch (activities[current]) {
            case UNUSED, HALTED, ASLEEP -> true;
            case SUSPENDED -> !ucu.isAtomic() && isPatient(contexts[current].access);
            case BLOCKED -> !ucu.isAtomic();
            case READY, TRANSFERRING, IN_KERNEL, HELD -> false;
        };
    }

    /// Whether others may run while an access waits.
    private boolean isPatient(SuspendedAccess access) {
        return access.kind != SuspendedAccess.Kind.LOAD_RESERVED
                && !timedCache().isReservationWaiting()
                && PhysicalAddress.home(access.physicalAddress) != node;
    }

    /// The next other context in turn that is ready, or [#NONE].
    private int next() {
        for (int step = 1; step < contexts.length; step++) {
            int index = (current + step) % contexts.length;
            if (activities[index] == Activity.READY) return index;
        }
        return NONE;
    }

    private void switchTo(int index) {
        wiring.endReservation(contexts[current]);
        current = index;
        switches++;
        wiring.account.enter(Category.SWITCH, wiring.clock, contexts[index].pc);
        wiring.clock += switchCycles;
        ucu.stall(wiring.clock, false);
        ucu.select(wiring.clock, index);
        account();
        wiring.attention = ucu.isInterrupting();
        recogniseInterrupt();
    }

    // Memory.

    private void request(Context context, long now) {
        var access = context.access;
        timedCache().miss(now, lines.of(access.physicalAddress), Wiring.writes(access.kind));
    }

    private CacheController timedCache() {
        if (cache == null) throw new IllegalStateException("node " + node + " has no coherent cache");
        return cache;
    }

    /// A line has come. Whoever waits for it makes its access now, whatever orders for the line come
    /// next; the contexts in turn, the one in the pipeline first.
    void fill(long now, CoherenceMessage grant) {
        int first = current;
        for (int step = 0; step < contexts.length; step++) {
            int index = (first + step) % contexts.length;
            boolean waits = activities[index] == Activity.SUSPENDED
                    && lines.of(contexts[index].access.physicalAddress) == grant.line();
            if (waits) complete(index, now, grant.line());
        }
        goOn(now + fillCycles);
    }

    private void complete(int index, long now, long line) {
        var context = contexts[index];
        var kind = context.access.kind;
        boolean writes = Wiring.writes(kind);
        if (index == current || !isRunning()) wiring.clock = Math.max(wiring.clock, now + fillCycles);
        do {
            // A line that was asked for to be read, by a prefetch or another context, may be wanted to be written.
            if (!timedCache().permits(lines.of(context.access.physicalAddress), writes)) {
                request(context, now + fillCycles);
                return;
            }
            // Another context's store, at the same moment as a load-reserved of the one in the pipeline.
            if (index != current && writes) endReservation(line);
            wiring.complete(context.access);
        } while (!interpreter.complete(context));

        // A load-reserved waits in the pipeline.
        if (kind == SuspendedAccess.Kind.LOAD_RESERVED) timedCache().reserve(wiring.clock, line);
        else if (index == current) timedCache().resume(wiring.clock);
        activities[index] = Activity.READY;
    }

    /// A line was lost; a reservation on it ends.
    void endReservation(long line) {
        var context = contexts[current];
        if (lines.of(context.reservation) == line) context.reservation = Context.NO_RESERVATION;
    }

    /// A line has come and may have taken the place of the reserved one.
    void checkReservation() {
        var context = contexts[current];
        boolean lost = context.reservation != Context.NO_RESERVATION
                && !timedCache().permits(lines.of(context.reservation), true);
        if (lost) context.reservation = Context.NO_RESERVATION;
    }

    /// Translations have changed: every context fetches its next instruction anew.
    void dropFetched() {
        for (var context : contexts) context.dropFetched();
    }

    /// How often a context took the pipeline from another.
    long switches() {
        return switches;
    }

    void save(StateWriter out) {
        out.add(current).add(switches).add(kernelWork.ordinal());
        for (int i = 0; i < contexts.length; i++) {
            out.add(activities[i].ordinal());
            contexts[i].save(out);
        }
    }

    void restore(StateReader in) {
        current = in.nextInt(0, contexts.length - 1);
        switches = in.next();
        kernelWork = CATEGORIES[in.nextInt(0, CATEGORIES.length - 1)];
        for (int i = 0; i < contexts.length; i++) {
            activities[i] = ACTIVITIES[in.nextInt(0, ACTIVITIES.length - 1)];
            contexts[i].restore(in);
        }
    }
}
