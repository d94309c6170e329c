package org.fugu.machine.message;

import java.util.Arrays;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.network.Packet;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// The user communication unit of one node. A program describes a message in the output registers
/// and launches it; what arrives is read from the head of the input queue and disposed of. The
/// hardware stamps each message with the group of the endpoint it was sent through, and shows a
/// program only messages of its own group: that, and not the kernel, is the protection on the fast
/// path (the direct case of two-case delivery, HPCA 1998).
///
/// What else the kernel needs is here too: messages that are not for the running program, or all of
/// them while it diverts, stand at the head of the queue until the kernel takes them; it can show
/// the program a message from its own buffer in place of the queue's head (the buffered case); it can
/// hold the program's launches back; and the [AtomicityTimer] gives it the processor back from a
/// program that holds messages off.
public final class Ucu {
    /// What a launch comes to.
    public enum Launch {
        /// It can be sent.
        READY,
        /// The network takes nothing more at the moment.
        REFUSED,
        /// The endpoint slot is unbound, or the group has no such rank.
        WRONG_GROUP,
        /// The immediate asks for what no descriptor has, or bulk data are not of whole
        /// double-words or are too many.
        ILLEGAL
    }

    /// What stands against the end of an atomic section.
    public enum End {
        ALLOWED,
        /// The handler has not disposed of its message.
        DISPOSE_FAILURE,
        /// The kernel wants to know.
        ATOMICITY_EXTEND
    }

    /// What the unit needs from its node.
    public interface Port {
        /// @param words the message's, in the first `length` places; not to be kept
        void launch(long time, int destination, int group, long[] words, int length, byte[] bulk);

        /// A slot of the input queue is free again.
        void freed(long time);

        /// Asks for [Ucu#timerExpired] at that time.
        void wakeTimer(long time, long run);

        /// The program has disposed of the message that came first, or it left the queue otherwise.
        ///
        /// @param number and `arrived`: as [Ucu#arrive] was told
        default void left(long time, long number, long arrived, boolean disposed) {}
    }

    private static final byte[] NOTHING = {};

    private final NodeClock clock;
    private final Port port;
    private final AtomicityTimer timer;
    private final UnitJournal journal;

    /// Of the program on the processor.
    private final UnitState program;

    /// Of the context in the pipeline.
    private int selected;

    private final InputQueue input;

    private final long[] outgoing = new long[OutputDescriptor.WORDS];
    private final TrapRegisters traps;
    private boolean stalled;
    private int blocked;

    private long sent;
    private long received;
    private long refused;
    private long mismatched;
    private long diverted;
    private long interrupts;
    private long timeouts;
    private long bulkBytes;

    /// @param contexts of the processor
    /// @param preset the machine's figures `message.*`
    public Ucu(NodeClock clock, int contexts, Preset preset, Port port) {
        this.clock = clock;
        program = new UnitState(contexts);
        traps = program.traps;
        input = new InputQueue(preset.value("message.group_check") == 1, program);
        this.port = port;
        timer = new AtomicityTimer(preset.value("message.atomicity_timer"), port);
        journal = new UnitJournal(timer);
    }

    // The kernel's side.

    /// Another context has the pipeline.
    public void select(long time, int index) {
        selected = index;
        recount(time);
    }

    private UnitContext context() {
        return program.context(selected);
    }

    /// A program begins in a context: it has described nothing and is in no atomic section.
    public void clear(int index) {
        program.context(index).clear();
    }

    /// Another program has the processor. The unit is as that has it; messages stay in the queue.
    public void load(long time, UnitState state) {
        program.copy(state);
        stalled = false;
        timer.counted(time, state.heldOff());
        recount(time);
        driveInterruptLine();
    }

    /// Copies what the program on the processor has here.
    public void store(long time, UnitState state) {
        state.copy(program);
        state.heldOff(timer.counted(time));
    }

    /// Whether everything that arrives is the kernel's. It may be switched off only when neither the
    /// queue nor the kernel's buffer holds a message of the program, or messages overtake.
    public void divert(long time, boolean all) {
        input.divert(all);
        recount(time);
    }

    /// Whether the head of the queue is a message that only the kernel may take.
    public boolean isKernelMessageWaiting() {
        return input.isKernelMessageWaiting();
    }

    /// The group of the message that came first. There is one.
    public int firstGroup() {
        return input.first().group();
    }

    /// Takes the message that [#isKernelMessageWaiting] tells of.
    public UserMessage takeForKernel(long time) {
        if (!isKernelMessageWaiting()) throw new IllegalStateException("no message is the kernel's");
        var first = input.first();
        if (input.isOfGroup(first)) diverted++;
        else mismatched++;
        var message = first.copy();
        remove(time, false);
        port.freed(time);
        recount(time);
        return message;
    }

    /// Shows the program a message in place of the queue's head, or none. Its disposal traps, so that
    /// the kernel can show the next.
    public void show(long time, @Nullable UserMessage message) {
        input.show(message);
        recount(time);
    }

    /// Makes the end of the present atomic section trap.
    public void extendAtomicity(boolean extend) {
        context().extend(extend);
    }

    /// Allows a section to end although its message was not disposed of.
    public void forgiveDisposal() {
        context().pendDisposal(false);
    }

    /// The program has disposed of the message that the kernel shows, which goes on being shown.
    public void disposeShown(long time) {
        if (!input.isShown()) throw new IllegalStateException("the kernel shows no message");
        received++;
        context().pendDisposal(false);
        timer.preset(time);
    }

    /// How many messages the program may still launch, outside atomic sections; see [UnitState#allow].
    public int allowed() {
        return program.allowed();
    }

    public void allow(int launches) {
        program.allow(launches);
    }

    /// Whether a message of the program's waits in the queue, so that it can hold others up.
    public boolean isHeldOff() {
        return input.head() != null && !input.isShown();
    }

    /// Binds an endpoint slot of the program on the processor; see [UnitState#bind].
    public void bind(int slot, int group, int badge, NodeId... nodes) {
        program.bind(slot, group, badge, nodes);
    }

    public void unbind(int slot) {
        program.unbind(slot);
    }

    /// Gives the program the whole time again.
    public void presetTimer(long time) {
        timer.preset(time);
        recount(time);
    }

    // The program's side.

    /// Whether a CSR of this number exists.
    public static boolean has(int csr) {
        return (csr >= CsrNumber.UO0 && csr <= CsrNumber.USCRATCH1) || (csr >= CsrNumber.UI0 && csr <= CsrNumber.UNODE);
    }

    /// Reads a register, without side effect.
    public long read(int csr) {
        if (csr < CsrNumber.UO0 + OutputDescriptor.WORDS) return context().output()[csr - CsrNumber.UO0];
        if (csr >= CsrNumber.UI0 && csr < CsrNumber.USTAT) return inputWord(csr - CsrNumber.UI0);
        if (TrapRegisters.has(csr)) return traps.read(csr);
        return switch (csr) {
            case CsrNumber.UAC -> context().control();
            case CsrNumber.USTAT -> status();
            case CsrNumber.URANK -> program.rankRegister();
            case CsrNumber.UNODE -> program.nodeRegister();
            default -> 0;
        };
    }

    private long inputWord(int index) {
        var head = input.head();
        return head == null ? 0 : head.word(index);
    }

    private long status() {
        var head = input.head();
        long available =
                head == null ? 0 : Status.AVAILABLE | (long) head.length() << 4 | (long) head.bulk().length << 32;
        return available | (takesMessages() ? Status.FREE : 0);
    }

    /// Whether a value written to `uac` would end an atomic section.
    public boolean endsSection(long control) {
        return context().endsSection(control);
    }

    /// What stands against the end of the present atomic section.
    public End end() {
        if (context().isDisposalPending()) return End.DISPOSE_FAILURE;
        return context().isExtended() ? End.ATOMICITY_EXTEND : End.ALLOWED;
    }

    /// Whether the head message is one that the kernel shows, so that its disposal is the kernel's.
    public boolean isShown() {
        return input.isShown();
    }

    /// Writes a plain register; launching, disposing and returning have methods of their own.
    public void write(long time, int csr, long value) {
        if (csr < CsrNumber.UO0 + OutputDescriptor.WORDS) {
            context().output()[csr - CsrNumber.UO0] = value;
        } else if (csr == CsrNumber.UAC) {
            boolean ends = endsSection(value);
            context().control(value);
            recount(time);
            if (ends) timer.preset(time);
        } else {
            traps.write(csr, value);
        }
    }

    /// Checks everything about a launch but the translations of its bulk data. Nothing is changed.
    ///
    /// @param immediate [2:0] double-words − 1, [4:3] pairs of (virtual address, bytes) at the end of
    ///     them
    public Launch check(long immediate) {
        var output = context().output();
        if (!OutputDescriptor.isMeant(output, immediate)) return Launch.ILLEGAL;
        var endpoint = program.endpoint(OutputDescriptor.slot(output));
        if (endpoint == null || OutputDescriptor.rank(output) >= endpoint.nodes().length) return Launch.WRONG_GROUP;
        return takesMessages() ? Launch.READY : Launch.REFUSED;
    }

    /// Whether a message could be launched now.
    private boolean takesMessages() {
        return blocked == 0 && (context().isAtomic() || program.allowed() != 0);
    }

    /// A message has been launched: there is one less to come.
    void countLaunch() {
        if (!context().isAtomic() && program.allowed() > 0) program.allow(program.allowed() - 1);
    }

    /// Of a launch that was checked.
    private Endpoint endpoint() {
        var endpoint = program.endpoint(OutputDescriptor.slot(context().output()));
        if (endpoint == null) throw new IllegalStateException("the launch was not checked");
        return endpoint;
    }

    /// A launch was refused, or begins to wait.
    public void countRefusal() {
        refused++;
    }

    /// Bytes of bulk data of a launch that was checked.
    public int bulkBytes(long immediate) {
        return OutputDescriptor.bulkBytes(context().output(), immediate);
    }

    /// The pairs (virtual address, bytes) of a launch that was checked, one after the other.
    public long[] pieces(long immediate) {
        return OutputDescriptor.pieces(context().output(), immediate);
    }

    /// Where a launch that was checked goes to.
    public int destination() {
        return endpoint().nodes()[OutputDescriptor.rank(context().output())].index();
    }

    /// The message of a launch that was checked, to be sent when its bulk data are there.
    public UserMessage message(long immediate, byte[] bulk) {
        var output = context().output();
        var words = Arrays.copyOf(output, OutputDescriptor.words(immediate));
        words[0] = OutputDescriptor.header(output, program.rank(), endpoint().badge());
        return new UserMessage(endpoint().group(), words, bulk);
    }

    /// Sends the message of a launch that was checked, which has no bulk data.
    public void send(long time, long immediate) {
        var output = context().output();
        int length = OutputDescriptor.words(immediate);
        System.arraycopy(output, 0, outgoing, 0, length);
        outgoing[0] = OutputDescriptor.header(output, program.rank(), endpoint().badge());
        sent++;
        port.launch(time, destination(), endpoint().group(), outgoing, length, NOTHING);
    }

    /// Sends what [#message] made.
    public void send(long time, int destination, UserMessage message) {
        sent++;
        bulkBytes += message.bulk().length;
        var words = message.words();
        port.launch(time, destination, message.group(), words, words.length, message.bulk());
    }

    private void remove(long time, boolean disposed) {
        var first = input.first();
        long number = first.number();
        long arrived = first.arrived();
        input.remove();
        port.left(time, number, arrived, disposed);
    }

    /// Drops the head message.
    ///
    /// @return false if there is none
    public boolean dispose(long time) {
        if (input.head() == null) return false;
        if (input.isShown()) throw new IllegalStateException("a message that the kernel shows is its own to drop");
        remove(time, true);
        port.freed(time);
        received++;
        context().pendDisposal(false);
        recount(time);
        timer.preset(time);
        return true;
    }

    /// Empties the queue for a program that has ended.
    public void drain(long time) {
        for (int waiting = input.size(); waiting > 0; waiting--) {
            remove(time, false);
            port.freed(time);
        }
        input.show(null);
        recount(time);
    }

    /// Length of the head message in double-words, or 0 without one.
    public int headDoubleWords() {
        var head = input.head();
        return head == null ? 0 : head.length();
    }

    /// Bulk data of the head message.
    ///
    /// @return null if there is no message
    public byte @Nullable [] headBulk() {
        var head = input.head();
        return head == null ? null : head.bulk();
    }

    // The network's side.

    /// A message came in.
    ///
    /// @param number which one, for observers
    public void arrive(long time, Packet packet, long number) {
        input.add(packet, number, time);
        recount(time);
    }

    /// The network, or the unit's own DMA, said stop, or go on.
    public void backpressure(boolean stop) {
        blocked += stop ? 1 : -1;
    }

    public boolean isBlocked() {
        return blocked > 0;
    }

    /// The context in the pipeline waits with a launch, or no longer.
    public void stall(long time, boolean waits) {
        stalled = waits;
        recount(time);
    }

    public boolean isMessageAvailable() {
        return input.head() != null;
    }

    /// Whether a message interrupt would be taken now.
    public boolean isInterrupting() {
        return isInterruptible() && input.head() != null;
    }

    /// Whether a message waits that interrupts the program as soon as it is in no atomic section.
    public boolean hasToInterrupt() {
        return traps.vector() != 0 && input.head() != null;
    }

    /// Whether a message that comes now can interrupt the program.
    public boolean isInterruptible() {
        return !isAtomic() && traps.vector() != 0;
    }

    /// Sets the interrupt line by what it follows from, which has changed.
    public void driveInterruptLine() {
        clock.interrupting = isInterrupting();
    }

    /// Whether the program is in an atomic section, or in a handler.
    public boolean isAtomic() {
        return context().isAtomic();
    }

    private void recount(long time) {
        boolean holdsOff = isAtomic() && (isHeldOff() || context().forcesTimer());
        timer.count(time, holdsOff || stalled);
    }

    /// A waking that was asked for.
    ///
    /// @return whether the timer has run down, so that the kernel has to be told
    public boolean timerExpired(long run) {
        if (!timer.hasExpired(run)) return false;
        timeouts++;
        return true;
    }

    /// Enters the message-interrupt handler.
    ///
    /// @return its address
    public long enterInterrupt(long time, long pc, int cause) {
        interrupts++;
        enterTrap(time, pc, cause, 0);
        context().pendDisposal(true);
        return traps.vector();
    }

    /// Saves what a handler needs and disables user interrupts.
    public void enterTrap(long time, long pc, int cause, long value) {
        traps.enter(pc, cause, value, isAtomic(), context().isInHandler());
        context().enterHandler();
        recount(time);
    }

    /// Whether leaving the handler would end an atomic section.
    public boolean leavingEndsSection() {
        return !traps.wasDisabled();
    }

    /// Leaves a handler.
    ///
    /// @return where the program goes on
    public long leaveTrap(long time) {
        context().leaveHandler(traps.wasDisabled(), traps.wasInHandler());
        recount(time);
        if (!traps.wasDisabled()) timer.preset(time);
        return traps.pc();
    }

    // Running ahead.

    /// Whether an atomic section can begin or end without effect on anything else: no message waits, and
    /// nothing that counts time does.
    boolean isQuiet() {
        return input.isEmpty() && !stalled && !context().forcesTimer() && !timer.isCounting();
    }

    /// A program that runs ahead describes a message, or looks at what it has described.
    void describesAhead(boolean writes) {
        journal.describes(context(), writes);
    }

    /// A program that runs ahead looks at what depends on messages.
    void looksAhead() {
        journal.looks(context());
    }

    /// Whether a program that runs ahead has looked so often that it may be waiting.
    boolean looksAgainAhead() {
        return journal.hasLookedOften();
    }

    /// A program that runs ahead begins or ends an atomic section. The unit [#isQuiet].
    void sectionAhead() {
        looksAhead();
        journal.section();
    }

    /// What the program has done here ahead of time.
    public UnitJournal journal() {
        return journal;
    }

    /// See [CsrPort#stamp].
    long stamp() {
        return journal.described() << 4 | context().control();
    }

    // For observers.

    public long sent() {
        return sent;
    }

    public long received() {
        return received;
    }

    /// Conditional launches refused and launches that had to wait.
    public long refused() {
        return refused;
    }

    /// Messages of another group, which the kernel took.
    public long mismatched() {
        return mismatched;
    }

    /// Messages of the program's group that the kernel took.
    public long diverted() {
        return diverted;
    }

    public long interrupts() {
        return interrupts;
    }

    /// How often the atomicity timer ran down.
    public long timeouts() {
        return timeouts;
    }

    /// Bytes of bulk data sent.
    public long bulkBytes() {
        return bulkBytes;
    }

    public void save(StateWriter out) {
        out.add(selected);
        program.saveContexts(out);
        input.save(out);
        traps.save(out);
        out.add(stalled);
        program.saveMember(out);
        out.add(blocked);
        out.add(sent).add(received).add(refused).add(mismatched);
        out.add(diverted).add(interrupts).add(timeouts).add(bulkBytes);
        timer.save(out);
        program.saveEndpoints(out);
    }

    public void restore(StateReader in) {
        selected = in.nextInt(0, program.contexts() - 1);
        program.restoreContexts(in);
        input.restore(in);
        traps.restore(in);
        stalled = in.nextBoolean();
        program.restoreMember(in);
        blocked = in.nextInt(0, Integer.MAX_VALUE);
        sent = in.next();
        received = in.next();
        refused = in.next();
        mismatched = in.next();
        diverted = in.next();
        interrupts = in.next();
        timeouts = in.next();
        bulkBytes = in.next();
        timer.restore(in);
        program.restoreEndpoints(in);
    }

    /// Writes since when messages wait, and the limit of launches, which follows from what the kernel
    /// knows: a snapshot needs it, the digest does not.
    public void saveArrivals(StateWriter out) {
        input.saveArrivals(out);
        out.add(program.allowed());
    }

    public void restoreArrivals(StateReader in) {
        input.restoreArrivals(in);
        program.allow(in.nextInt(UnitState.UNLIMITED, Integer.MAX_VALUE));
    }
}
