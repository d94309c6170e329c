package org.fugu.machine.message;

import java.util.ArrayDeque;
import java.util.Arrays;
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
/// the program a message from its own buffer in place of the queue's head (the buffered case); and
/// the [AtomicityTimer] gives it the processor back from a program that holds messages off.
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
        void launch(long time, int destination, UserMessage message);

        /// A slot of the input queue is free again.
        void freed(long time);

        /// Asks for [Ucu#timerExpired] at that time.
        void wakeTimer(long time, long run);

        /// The program has disposed of the message that came first.
        default void disposed(long time) {}

        /// The kernel has taken the message that came first.
        default void taken(long time) {}
    }

    /// Interrupts and what else a context's `uac` says.
    private static final long INTERRUPTS_DISABLED = 1;

    private static final long TIMER_FORCE = 2;
    private static final long DISPOSE_PENDING = 4;
    private static final long ATOMICITY_EXTEND = 8;
    private static final long USER_CONTROL = INTERRUPTS_DISABLED | TIMER_FORCE;

    /// In `ucause`: what was before the trap.
    private static final long WAS_DISABLED = 1L << 63;

    private static final long WAS_IN_HANDLER = 1L << 62;
    private static final int SLOTS = 8;
    private static final int WORDS = 8;
    private static final int PAIRS = 3;
    private static final int NO_GROUP = -1;
    private static final int MOST_INPUT = 1 << 16;

    // Of the header the receiver sees the user tag and the endpoint slot as they were sent; the rest is the hardware's.
    private static final long HEADER_KEPT = 0xffff_ffff_000f_0000L;

    private final boolean checksGroups;
    private final Port port;
    private final AtomicityTimer timer;
    private final @Nullable Endpoint[] endpoints = new Endpoint[SLOTS];

    /// Two output descriptors for each context of the processor, for the main line and for handlers,
    /// so that a handler may send while the program is describing a message.
    private final long[][] outputs;

    private final long[] controls;
    private final boolean[] inHandler;

    /// The context in the pipeline.
    private int context;

    private final ArrayDeque<UserMessage> input = new ArrayDeque<>();

    /// What the kernel shows the program in place of the queue's head.
    private @Nullable UserMessage shown;

    private boolean diverts;
    private boolean stalled;
    private int group = NO_GROUP;
    private int rank;
    private int ranks;
    private long nodeRegister;
    private long vector;
    private long trapPc;
    private long trapCause;
    private long trapValue;
    private final long[] scratch = new long[2];
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
    public Ucu(int contexts, Preset preset, Port port) {
        outputs = new long[2 * contexts][WORDS];
        controls = new long[contexts];
        inHandler = new boolean[contexts];
        checksGroups = preset.value("message.group_check") == 1;
        this.port = port;
        timer = new AtomicityTimer(preset.value("message.atomicity_timer"), port);
    }

    // The kernel's side.

    /// Another context has the pipeline.
    public void select(long time, int index) {
        context = index;
        recount(time);
    }

    /// A program begins in a context: it has described nothing and is in no atomic section.
    public void clear(int index) {
        Arrays.fill(outputs[2 * index], 0);
        Arrays.fill(outputs[2 * index + 1], 0);
        controls[index] = 0;
        inHandler[index] = false;
    }

    public void bindEndpoint(int slot, int boundGroup, NodeId[] nodes) {
        endpoints[slot] = new Endpoint(boundGroup, nodes.clone());
    }

    public void setGroup(int newGroup, int newRank, int newRanks, long register) {
        group = newGroup;
        rank = newRank;
        ranks = newRanks;
        nodeRegister = register;
    }

    /// Whether everything that arrives is the kernel's. It may be switched off only when neither the
    /// queue nor the kernel's buffer holds a message of the program, or messages overtake.
    public void divert(long time, boolean all) {
        diverts = all;
        recount(time);
    }

    /// Whether the head of the queue is a message that only the kernel may take.
    public boolean isKernelMessageWaiting() {
        var head = input.peek();
        return head != null && !isForProgram(head);
    }

    private boolean isForProgram(UserMessage message) {
        return !diverts && (!checksGroups || message.group() == group);
    }

    /// Takes the message that [#isKernelMessageWaiting] tells of.
    public UserMessage takeForKernel(long time) {
        if (!isKernelMessageWaiting()) throw new IllegalStateException("no message is the kernel's");
        var message = input.remove();
        if (message.group() == group) diverted++;
        else mismatched++;
        port.taken(time);
        port.freed(time);
        recount(time);
        return message;
    }

    /// Shows the program a message in place of the queue's head, or none. Its disposal traps, so that
    /// the kernel can show the next.
    public void show(long time, @Nullable UserMessage message) {
        shown = message;
        recount(time);
    }

    /// Makes the end of the present atomic section trap.
    public void extendAtomicity(boolean extend) {
        controls[context] = extend ? controls[context] | ATOMICITY_EXTEND : controls[context] & ~ATOMICITY_EXTEND;
    }

    /// Allows a section to end although its message was not disposed of.
    public void forgiveDisposal() {
        controls[context] &= ~DISPOSE_PENDING;
    }

    /// Gives the program the whole time again.
    public void presetTimer(long time) {
        timer.preset(time);
        recount(time);
    }

    // The program's side.

    /// Whether a CSR of this number exists.
    public static boolean has(int csr) {
        return (csr >= Csr.UO0 && csr <= Csr.USCRATCH1) || (csr >= Csr.UI0 && csr <= Csr.UNODE);
    }

    private long[] output() {
        return outputs[2 * context + (inHandler[context] ? 1 : 0)];
    }

    /// Reads a register, without side effect.
    public long read(int csr) {
        if (csr < Csr.UO0 + WORDS) return output()[csr - Csr.UO0];
        if (csr >= Csr.UI0 && csr < Csr.UI0 + WORDS) return inputWord(csr - Csr.UI0);
        return switch (csr) {
            case Csr.UAC -> controls[context];
            case Csr.UIVEC -> vector;
            case Csr.UEPC -> trapPc;
            case Csr.UCAUSE -> trapCause;
            case Csr.UTVAL -> trapValue;
            case Csr.USCRATCH0, Csr.USCRATCH1 -> scratch[csr - Csr.USCRATCH0];
            case Csr.USTAT -> status();
            case Csr.URANK -> (long) ranks << 32 | rank;
            case Csr.UNODE -> nodeRegister;
            default -> 0;
        };
    }

    private long inputWord(int index) {
        var head = head();
        return head == null || index >= head.words().length ? 0 : head.words()[index];
    }

    private long status() {
        var head = head();
        long available =
                head == null ? 0 : Status.AVAILABLE | (long) head.words().length << 4 | (long) head.bulk().length << 32;
        return available | (blocked == 0 ? Status.FREE : 0);
    }

    /// Whether a value written to `uac` would end an atomic section.
    public boolean endsSection(long control) {
        return isAtomic() && (control & INTERRUPTS_DISABLED) == 0;
    }

    /// What stands against the end of the present atomic section.
    public End end() {
        if ((controls[context] & DISPOSE_PENDING) != 0) return End.DISPOSE_FAILURE;
        return (controls[context] & ATOMICITY_EXTEND) != 0 ? End.ATOMICITY_EXTEND : End.ALLOWED;
    }

    /// Whether the head message is one that the kernel shows, so that its disposal is the kernel's.
    public boolean isShown() {
        return shown != null;
    }

    /// Writes a plain register; launching, disposing and returning have methods of their own.
    public void write(long time, int csr, long value) {
        if (csr < Csr.UO0 + WORDS) {
            output()[csr - Csr.UO0] = value;
            return;
        }
        switch (csr) {
            case Csr.UAC -> {
                boolean ends = endsSection(value);
                controls[context] = controls[context] & ~USER_CONTROL | value & USER_CONTROL;
                recount(time);
                if (ends) timer.preset(time);
            }
            case Csr.UIVEC -> vector = value & ~1L;
            case Csr.UEPC -> trapPc = value & ~1L;
            case Csr.UCAUSE -> trapCause = value;
            case Csr.UTVAL -> trapValue = value;
            case Csr.USCRATCH0, Csr.USCRATCH1 -> scratch[csr - Csr.USCRATCH0] = value;
            default ->
                throw new IllegalArgumentException("CSR 0x" + Integer.toHexString(csr) + " is no plain register");
        }
    }

    /// Checks everything about a launch but the translations of its bulk data. Nothing is changed.
    ///
    /// @param immediate [2:0] double-words − 1, [4:3] pairs of (virtual address, bytes) at the end of
    ///     them
    public Launch check(long immediate) {
        int count = (int) (immediate & 7) + 1;
        int pairs = pairs(immediate);
        if ((immediate & ~0b1_1111L) != 0 || 2 * pairs >= count) return Launch.ILLEGAL;
        var output = output();
        long bytes = 0;
        for (int i = count - 2 * pairs; i < count; i += 2) {
            if ((output[i] & 7) != 0 || (output[i + 1] & 7) != 0) return Launch.ILLEGAL;
            if (output[i + 1] < 0 || output[i + 1] > UserMessage.MOST_BULK_BYTES) return Launch.ILLEGAL;
            bytes += output[i + 1];
        }
        if (bytes > UserMessage.MOST_BULK_BYTES) return Launch.ILLEGAL;
        var endpoint = endpoints[(int) (output[0] >>> 16) & 0xf & (SLOTS - 1)];
        boolean bound = (output[0] >>> 19 & 1) == 0 && endpoint != null;
        if (!bound || rankOf(output) >= endpoint.nodes().length) return Launch.WRONG_GROUP;
        if (blocked > 0) return Launch.REFUSED;
        return Launch.READY;
    }

    private static int pairs(long immediate) {
        return (int) (immediate >>> 3) & PAIRS;
    }

    private static int rankOf(long[] output) {
        return (int) output[0] & 0xffff;
    }

    /// A launch was refused, or begins to wait.
    public void countRefusal() {
        refused++;
    }

    /// The pairs (virtual address, bytes) of a launch that was checked, one after the other.
    public long[] pieces(long immediate) {
        int count = (int) (immediate & 7) + 1;
        return Arrays.copyOfRange(output(), count - 2 * pairs(immediate), count);
    }

    /// Where a launch that was checked goes to.
    public int destination() {
        return endpoint().nodes()[rankOf(output())].index();
    }

    private Endpoint endpoint() {
        var endpoint = endpoints[(int) (output()[0] >>> 16) & (SLOTS - 1)];
        if (endpoint == null) throw new IllegalStateException("the launch was not checked");
        return endpoint;
    }

    /// The message of a launch that was checked.
    public UserMessage message(long immediate, byte[] bulk) {
        var output = output();
        var words = Arrays.copyOf(output, (int) (immediate & 7) + 1 - 2 * pairs(immediate));
        words[0] = output[0] & HEADER_KEPT | rank;
        return new UserMessage(endpoint().group(), words, bulk);
    }

    /// Sends what [#message] made.
    public void send(long time, int destination, UserMessage message) {
        sent++;
        bulkBytes += message.bulk().length;
        port.launch(time, destination, message);
    }

    /// Drops the head message.
    ///
    /// @return false if there is none
    public boolean dispose(long time) {
        if (head() == null) return false;
        if (shown != null) throw new IllegalStateException("a message that the kernel shows is its own to drop");
        input.remove();
        port.disposed(time);
        port.freed(time);
        received++;
        controls[context] &= ~DISPOSE_PENDING;
        recount(time);
        timer.preset(time);
        return true;
    }

    /// Empties the queue for a program that has ended.
    public void drain(long time) {
        for (int waiting = input.size(); waiting > 0; waiting--) port.freed(time);
        input.clear();
        shown = null;
        recount(time);
    }

    /// Length of the head message in double-words, or 0 without one.
    public int headDoubleWords() {
        var head = head();
        return head == null ? 0 : head.words().length;
    }

    /// What the program may see at the head.
    private @Nullable UserMessage head() {
        if (shown != null) return shown;
        var head = input.peek();
        return head != null && isForProgram(head) ? head : null;
    }

    /// Bulk data of the head message.
    ///
    /// @return null if there is no message
    public byte @Nullable [] headBulk() {
        var head = head();
        return head == null ? null : head.bulk();
    }

    // The network's side.

    /// A message came in.
    public void arrive(long time, UserMessage message) {
        input.add(message);
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
        return head() != null;
    }

    /// Whether a message interrupt would be taken now.
    public boolean isInterrupting() {
        return !isAtomic() && vector != 0 && head() != null;
    }

    /// Whether the program is in an atomic section, or in a handler.
    public boolean isAtomic() {
        return (controls[context] & INTERRUPTS_DISABLED) != 0;
    }

    private void recount(long time) {
        boolean holdsOff = isAtomic() && (head() != null || (controls[context] & TIMER_FORCE) != 0);
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
        controls[context] |= DISPOSE_PENDING;
        return vector;
    }

    /// Saves what a handler needs and disables user interrupts.
    public void enterTrap(long time, long pc, int cause, long value) {
        trapPc = pc;
        trapCause = cause | (isAtomic() ? WAS_DISABLED : 0) | (inHandler[context] ? WAS_IN_HANDLER : 0);
        trapValue = value;
        controls[context] |= INTERRUPTS_DISABLED;
        inHandler[context] = true;
        recount(time);
    }

    /// Whether leaving the handler would end an atomic section.
    public boolean leavingEndsSection() {
        return trapCause >= 0;
    }

    /// Leaves a handler.
    ///
    /// @return where the program goes on
    public long leaveTrap(long time) {
        boolean staysDisabled = trapCause < 0;
        inHandler[context] = (trapCause & WAS_IN_HANDLER) != 0;
        controls[context] = controls[context] & ~INTERRUPTS_DISABLED | (staysDisabled ? INTERRUPTS_DISABLED : 0);
        recount(time);
        if (!staysDisabled) timer.preset(time);
        return trapPc;
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
        out.add(context);
        for (var output : outputs) out.add(output);
        out.add(controls);
        for (boolean in : inHandler) out.add(in);
        out.add(input.size());
        for (var message : input) message.save(out);
        out.add(shown != null);
        if (shown != null) shown.save(out);
        out.add(diverts).add(stalled);
        out.add(group).add(rank).add(ranks).add(nodeRegister).add(vector);
        out.add(trapPc).add(trapCause).add(trapValue).add(scratch).add(blocked);
        out.add(sent).add(received).add(refused).add(mismatched);
        out.add(diverted).add(interrupts).add(timeouts).add(bulkBytes);
        timer.save(out);
        for (var endpoint : endpoints) {
            out.add(endpoint != null);
            if (endpoint != null) endpoint.save(out);
        }
    }

    public void restore(StateReader in) {
        context = in.nextInt(0, controls.length - 1);
        for (var output : outputs) in.next(output);
        in.next(controls);
        for (int i = 0; i < inHandler.length; i++) inHandler[i] = in.nextBoolean();
        input.clear();
        for (int left = in.nextInt(0, MOST_INPUT); left > 0; left--) {
            input.add(UserMessage.restored(in));
        }
        shown = in.nextBoolean() ? UserMessage.restored(in) : null;
        diverts = in.nextBoolean();
        stalled = in.nextBoolean();
        group = in.nextInt(NO_GROUP, 0xffff);
        rank = in.nextInt(0, Integer.MAX_VALUE);
        ranks = in.nextInt(0, Integer.MAX_VALUE);
        nodeRegister = in.next();
        vector = in.next();
        trapPc = in.next();
        trapCause = in.next();
        trapValue = in.next();
        in.next(scratch);
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
        for (int i = 0; i < SLOTS; i++) endpoints[i] = in.nextBoolean() ? Endpoint.restored(in) : null;
    }
}
