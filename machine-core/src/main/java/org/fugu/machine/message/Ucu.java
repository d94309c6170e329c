package org.fugu.machine.message;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// The user communication unit of one node. A program describes a message in the output registers
/// and launches it; what arrives is read from the head of the input queue and disposed of. The
/// hardware stamps each message with the group of the endpoint it was sent through, and shows a
/// program only messages of its own group: that, and not the kernel, is the protection on the fast
/// path.
public final class Ucu {
    /// What a launch came to.
    public enum Launch {
        SENT,
        /// The network takes nothing more at the moment.
        REFUSED,
        /// The endpoint slot is unbound, or the group has no such rank.
        WRONG_GROUP,
        /// The immediate asks for what this unit does not have (bulk data).
        ILLEGAL
    }

    /// What the unit needs from its node.
    public interface Port {
        void launch(long time, int destination, int doubleWords, UserMessage message);

        /// A slot of the input queue is free again.
        void freed(long time);
    }

    private static final int SLOTS = 8;
    private static final int WORDS = 8;
    private static final long USER_CONTROL = 0b11;
    private static final long INTERRUPTS_DISABLED = 1;
    private static final long WAS_DISABLED = 1L << 63;
    private static final int NO_GROUP = -1;
    private static final int MOST_INPUT = 1 << 16;

    // Of the header the receiver sees the user tag and the endpoint slot as they were sent; the rest is the hardware's.
    private static final long HEADER_KEPT = 0xffff_ffff_000f_0000L;

    private final boolean checksGroups;
    private final Port port;
    private final @Nullable Endpoint[] endpoints = new Endpoint[SLOTS];

    /// What each context of the processor has for itself: an output descriptor that it may be in the
    /// middle of, and whether it is in an atomic section.
    private final long[][] outputs;

    private final long[] controls;

    /// The context in the pipeline.
    private int bank;

    private final ArrayDeque<UserMessage> input = new ArrayDeque<>();
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
    private long interrupts;

    /// @param contexts of the processor
    /// @param checksGroups whether messages of other groups are kept from the program
    public Ucu(int contexts, boolean checksGroups, Port port) {
        outputs = new long[contexts][WORDS];
        controls = new long[contexts];
        this.checksGroups = checksGroups;
        this.port = port;
    }

    // The kernel's side.

    public void bindEndpoint(int slot, int boundGroup, NodeId[] nodes) {
        endpoints[slot] = new Endpoint(boundGroup, nodes.clone());
    }

    /// Another context has the pipeline.
    public void select(int context) {
        bank = context;
    }

    /// A program begins in a context: it has described nothing and is in no atomic section.
    public void clear(int context) {
        Arrays.fill(outputs[context], 0);
        controls[context] = 0;
    }

    public void setGroup(int newGroup, int newRank, int newRanks, long register) {
        group = newGroup;
        rank = newRank;
        ranks = newRanks;
        nodeRegister = register;
    }

    // The program's side.

    /// Whether a CSR of this number exists.
    public static boolean has(int csr) {
        return (csr >= Csr.UO0 && csr <= Csr.USCRATCH1 && csr != Csr.USINK) || (csr >= Csr.UI0 && csr <= Csr.UNODE);
    }

    /// Reads a register, without side effect.
    public long read(int csr) {
        if (csr < Csr.UO0 + WORDS) return outputs[bank][csr - Csr.UO0];
        if (csr >= Csr.UI0 && csr < Csr.UI0 + WORDS) return inputWord(csr - Csr.UI0);
        return switch (csr) {
            case Csr.UAC -> controls[bank];
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
        long available = head == null ? 0 : 1 | (long) head.words().length << 4;
        return available | (blocked == 0 ? 2 : 0);
    }

    /// Writes a plain register; launching, disposing and returning have methods of their own.
    public void write(int csr, long value) {
        if (csr < Csr.UO0 + WORDS) {
            outputs[bank][csr - Csr.UO0] = value;
            return;
        }
        switch (csr) {
            case Csr.UAC -> controls[bank] = controls[bank] & ~USER_CONTROL | value & USER_CONTROL;
            case Csr.UIVEC -> vector = value & ~1L;
            case Csr.UEPC -> trapPc = value & ~1L;
            case Csr.UCAUSE -> trapCause = value;
            case Csr.UTVAL -> trapValue = value;
            case Csr.USCRATCH0, Csr.USCRATCH1 -> scratch[csr - Csr.USCRATCH0] = value;
            default ->
                throw new IllegalArgumentException("CSR 0x" + Integer.toHexString(csr) + " is no plain register");
        }
    }

    /// Checks everything about a launch and then, if nothing is against it, sends.
    ///
    /// @param immediate [2:0] double-words − 1, [4:3] bulk pairs
    public Launch launch(long time, long immediate) {
        if ((immediate & ~0b111L) != 0) return Launch.ILLEGAL;
        var output = outputs[bank];
        var endpoint = endpoints[(int) (output[0] >>> 16) & 0xf & (SLOTS - 1)];
        int to = (int) output[0] & 0xffff;
        if ((output[0] >>> 19 & 1) != 0 || endpoint == null || to >= endpoint.nodes().length) return Launch.WRONG_GROUP;
        if (blocked > 0) {
            refused++;
            return Launch.REFUSED;
        }
        var words = Arrays.copyOf(output, (int) immediate + 1);
        words[0] = output[0] & HEADER_KEPT | rank;
        sent++;
        port.launch(time, endpoint.nodes()[to].index(), words.length, new UserMessage(endpoint.group(), words));
        return Launch.SENT;
    }

    /// Drops the head message.
    ///
    /// @return false if there is none
    public boolean dispose(long time) {
        if (head() == null) return false;
        input.remove();
        received++;
        port.freed(time);
        return true;
    }

    /// Empties the queue for a program that has ended.
    public void drain(long time) {
        for (int waiting = input.size(); waiting > 0; waiting--) port.freed(time);
        input.clear();
    }

    /// Length of the head message, or 0 without one.
    public int headDoubleWords() {
        var head = head();
        return head == null ? 0 : head.words().length;
    }

    private @Nullable UserMessage head() {
        return input.peek();
    }

    // The network's side.

    /// A message came in.
    ///
    /// @return false if it is for another group: it is not shown to the program
    public boolean arrive(long time, UserMessage message) {
        if (checksGroups && message.group() != group) {
            mismatched++;
            port.freed(time);
            return false;
        }
        input.add(message);
        return true;
    }

    /// The network said stop, or go on.
    public void backpressure(boolean stop) {
        blocked += stop ? 1 : -1;
    }

    public boolean isBlocked() {
        return blocked > 0;
    }

    public boolean isMessageAvailable() {
        return head() != null;
    }

    /// Whether a message interrupt would be taken now.
    public boolean isInterrupting() {
        return (controls[bank] & INTERRUPTS_DISABLED) == 0 && vector != 0 && head() != null;
    }

    /// Whether the program is in an atomic section, or in a handler.
    public boolean isAtomic() {
        return (controls[bank] & INTERRUPTS_DISABLED) != 0;
    }

    /// Enters the message-interrupt handler.
    ///
    /// @return its address
    public long enterInterrupt(long pc, int cause) {
        interrupts++;
        enterTrap(pc, cause, 0);
        return vector;
    }

    /// Saves what a handler needs and disables user interrupts.
    public void enterTrap(long pc, int cause, long value) {
        trapPc = pc;
        trapCause = cause | ((controls[bank] & INTERRUPTS_DISABLED) != 0 ? WAS_DISABLED : 0);
        trapValue = value;
        controls[bank] |= INTERRUPTS_DISABLED;
    }

    /// Leaves a handler.
    ///
    /// @return where the program goes on
    public long leaveTrap() {
        controls[bank] = controls[bank] & ~INTERRUPTS_DISABLED | (trapCause < 0 ? INTERRUPTS_DISABLED : 0);
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

    /// Messages of another group.
    public long mismatched() {
        return mismatched;
    }

    public long interrupts() {
        return interrupts;
    }

    public void save(StateWriter out) {
        out.add(bank);
        for (var output : outputs) out.add(output);
        out.add(controls).add(input.size());
        for (var message : input) out.add(message.group()).add(message.words());
        out.add(group).add(rank).add(ranks).add(nodeRegister).add(vector);
        out.add(trapPc).add(trapCause).add(trapValue).add(scratch).add(blocked);
        out.add(sent).add(received).add(refused).add(mismatched).add(interrupts);
        for (var endpoint : endpoints) {
            out.add(endpoint != null);
            if (endpoint != null) endpoint.save(out);
        }
    }

    public void restore(StateReader in) {
        bank = in.nextInt(0, outputs.length - 1);
        for (var output : outputs) in.next(output);
        in.next(controls);
        input.clear();
        for (int left = in.nextInt(0, MOST_INPUT); left > 0; left--) {
            input.add(UserMessage.restored(in));
        }
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
        interrupts = in.next();
        for (int i = 0; i < SLOTS; i++) endpoints[i] = in.nextBoolean() ? Endpoint.restored(in) : null;
    }
}
