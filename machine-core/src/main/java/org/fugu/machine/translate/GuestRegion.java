package org.fugu.machine.translate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.fugu.machine.cpu.DecodedLines;
import org.fugu.machine.isa.CsrInstruction;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Opcode;
import org.jspecify.annotations.Nullable;

/// Instructions of one page that are translated together: what can be reached from a hot one by
/// branches, calls and returns, as far as the node has fetched it; and by jumps whose targets are computed,
/// as far as control has often come to them. Places are offsets in the page.
///
/// A region has *leaders*, at which control arrives from elsewhere, and some of them are *entries*, at
/// which it may arrive from outside: the hot instruction, the heads of loops, functions that are called,
/// what follows a call, and what follows an instruction that the interpreter executes. From a leader on
/// goes an *extended block*, which control may leave by a branch in its middle.
///
/// A *tight loop* is a region of its own: an innermost loop that calls nothing and lies there in one
/// piece. It uses few registers, and all of them stay in the host's.
final class GuestRegion {
    static final int PAGE = 4096;
    static final int GROUP = DecodedLines.LINE_BYTES;
    static final byte NO_BIT = -1;

    /// Fetch groups of a region at most: each has a bit in a word.
    private static final int MOST_GROUPS = Long.SIZE;

    /// Bytes behind which a branch that is not taken ends a block.
    private static final int MOST_BLOCK = 96;

    /// Instructions of a tight loop at most.
    private static final int MOST_LOOP = 100;

    /// The register of return addresses.
    private static final int RETURN = 1;

    /// Instructions in a row that are worth a call, where a region may have as many.
    private static final int LEAST = 6;

    private final long page;
    private final int root;
    private final IntFunction<long @Nullable []> groups;
    private final int most;

    /// Places of the page at which a region of its own begins that this one leaves to.
    private final IntPredicate apart;

    /// Where the instructions are, both inclusive.
    private final int first;

    private final int last;

    /// The instructions, by place.
    private final NavigableMap<Integer, Long> instructions = new TreeMap<>();

    private final NavigableMap<Integer, Boolean> leaders = new TreeMap<>();

    /// The bit of each group, by place.
    private final NavigableMap<Integer, Integer> bits = new TreeMap<>();

    /// Where tight loops begin that are regions of their own.
    private final NavigableSet<Integer> left = new TreeSet<>();

    private final Deque<Integer> open = new ArrayDeque<>();

    /// Whether there is a jump that is no return.
    private boolean computesTargets;

    /// @param root virtual address of the hot instruction
    /// @param groups what was fetched of its page, decoded, by place of the group; or null
    /// @param targets places of the page to which control has often come, for jumps whose targets are computed
    /// @param apart whether a tight loop that begins at a place is a region of its own
    /// @param most instructions
    GuestRegion(long root, IntFunction<long @Nullable []> groups, int[] targets, IntPredicate apart, int most) {
        this(root, groups, targets, apart, most, 0, PAGE - 1);
    }

    private GuestRegion(
            long root,
            IntFunction<long @Nullable []> groups,
            int[] targets,
            IntPredicate apart,
            int most,
            int first,
            int last) {
        page = root & -PAGE;
        this.root = (int) root & PAGE - 1;
        this.groups = groups;
        this.most = most;
        this.apart = apart;
        this.first = first;
        this.last = last;
        lead(this.root, true);
        while (!open.isEmpty()) follow(open.pop());
        if (computesTargets) {
            for (int place : targets) lead(place, true);
            while (!open.isEmpty()) follow(open.removeLast());
        }
        leaders.keySet().retainAll(instructions.keySet());
    }

    /// The tight loop that begins at an instruction.
    ///
    /// @return null if none does
    static @Nullable GuestRegion loop(long root, IntFunction<long @Nullable []> groups, int most) {
        int head = (int) root & PAGE - 1;
        int last = lastOfLoop(head, groups, Math.min(most, MOST_LOOP));
        return last < 0 ? null : new GuestRegion(root, groups, new int[0], _ -> false, most, head, last);
    }

    /// The branch that leads back to a loop's head, if there is nothing before it that leads elsewhere
    /// but on; else −1.
    private static int lastOfLoop(int head, IntFunction<long @Nullable []> groups, int most) {
        int place = head;
        for (int count = 0; count < most && place < PAGE; count++) {
            long d = instruction(place, groups);
            int opcode = Instruction.opcode(d);
            boolean jumps = opcode == Opcode.JAL && Instruction.rd(d) == 0;
            if (isInterpreted(d) || asksUnit(d) || transfers(d) && !jumps && !isBranch(opcode)) return -1;
            if ((jumps || isBranch(opcode)) && Instruction.immediate(d) <= 0) {
                return place + Instruction.immediate(d) == head ? place : -1;
            }
            place += Instruction.bytes(d);
        }
        return -1;
    }

    /// Whether a region of its own begins there.
    private boolean isApart(int place) {
        if (left.contains(place)) return true;
        boolean isApart = place != root
                && !isLoop()
                && lastOfLoop(place, groups, Math.min(most, MOST_LOOP)) >= 0
                && apart.test(place);
        if (isApart) left.add(place);
        return isApart;
    }

    private void lead(int place, boolean isEntry) {
        if (place < first || place > last || isApart(place)) return;
        if (!leaders.containsKey(place)) open.push(place);
        leaders.merge(place, isEntry, Boolean::logicalOr);
    }

    private void follow(int from) {
        int place = from;
        int end = from + MOST_BLOCK;
        while (place <= last && !instructions.containsKey(place) && instructions.size() < most) {
            if (place != from && isApart(place)) return;
            long d = instruction(place, groups);
            if (Instruction.opcode(d) == Opcode.ILLEGAL || !takeGroups(place, d)) return;
            instructions.put(place, d);
            int next = place + Instruction.bytes(d);
            if (endsBlock(place, next, d)) return;
            if (isBranch(Instruction.opcode(d)) && next > end) {
                lead(next, false);
                return;
            }
            place = next;
        }
    }

    private boolean endsBlock(int place, int next, long d) {
        int opcode = Instruction.opcode(d);
        if (isBranch(opcode)) {
            lead(place + (int) Instruction.immediate(d), Instruction.immediate(d) < 0);
            return false;
        }
        if (opcode == Opcode.JAL) {
            boolean calls = Instruction.rd(d) != 0;
            if (calls) lead(next, true);
            lead(place + (int) Instruction.immediate(d), calls || Instruction.immediate(d) < 0);
        } else if (opcode == Opcode.JALR) {
            if (Instruction.rd(d) != 0) lead(next, true);
            computesTargets |= Instruction.rs1(d) != RETURN;
        } else if (isInterpreted(d) || asksUnit(d)) {
            lead(next, true);
        } else {
            return false;
        }
        return true;
    }

    static boolean isBranch(int opcode) {
        return opcode >= Opcode.BEQ && opcode <= Opcode.BGEU;
    }

    /// Whether the interpreter executes it, whatever it meets.
    static boolean isInterpreted(long d) {
        int opcode = Instruction.opcode(d);
        if (opcode >= Opcode.FMADD_S) return isReserved(Instruction.rounding(d));
        return opcode <= Opcode.STRADDLE
                || opcode >= Opcode.FENCE && opcode <= Opcode.PREFETCH
                || opcode >= Opcode.LR_W && !asksUnit(d);
    }

    /// Whether it reads or writes a CSR that is none of the processor's own. It ends its block: what it takes is
    /// not known beforehand, and it may have others act earlier.
    static boolean asksUnit(long d) {
        return CsrInstruction.is(d) && CsrInstruction.isForeign(d);
    }

    private static boolean isReserved(int rounding) {
        return rounding > Instruction.NEAREST_AWAY && rounding < Instruction.DYNAMIC;
    }

    /// The instruction at a place, as far as the node has fetched it and it is in this page; else an
    /// illegal one.
    private static long instruction(int place, IntFunction<long @Nullable []> groups) {
        var group = groups.apply(place & -GROUP);
        if (group == null) return Opcode.ILLEGAL;
        long d = group[place >> 1 & 7];
        if (Instruction.opcode(d) != Opcode.STRADDLE) return d;
        int behind = (place & -GROUP) + GROUP;
        var next = behind == PAGE ? null : groups.apply(behind);
        return next == null ? Opcode.ILLEGAL : DecodedLines.straddling(group, next);
    }

    private boolean takeGroups(int place, long d) {
        int last = place + Instruction.bytes(d) - 1 & -GROUP;
        return takeGroup(place & -GROUP) && takeGroup(last);
    }

    private boolean takeGroup(int group) {
        if (bits.containsKey(group)) return true;
        if (bits.size() == MOST_GROUPS) return false;
        bits.put(group, bits.size());
        return true;
    }

    /// Whether what can be executed from a place on is worth the way there and back.
    boolean isWorthwhile(int from) {
        int place = from;
        for (int count = 0; count < Math.min(LEAST, most); count++) {
            if (!has(place)) return isApart(place);
            long d = at(place);
            if (isInterpreted(d)) return false;
            if (transfers(d)) return true;
            place += Instruction.bytes(d);
        }
        return true;
    }

    static boolean transfers(long d) {
        int opcode = Instruction.opcode(d);
        return opcode >= Opcode.JAL && opcode <= Opcode.BGEU;
    }

    /// The places of all instructions.
    Iterable<Integer> places() {
        return instructions.keySet();
    }

    long page() {
        return page;
    }

    /// Whether it is a tight loop.
    boolean isLoop() {
        return last < PAGE - 1;
    }

    int size() {
        return instructions.size();
    }

    boolean has(int place) {
        return instructions.containsKey(place);
    }

    long at(int place) {
        Long found = instructions.get(place);
        if (found == null) throw new IllegalArgumentException("no instruction at " + place);
        return found;
    }

    boolean isLeader(int place) {
        return leaders.containsKey(place);
    }

    Iterable<Integer> leaders() {
        return leaders.keySet();
    }

    /// The places at which control may arrive from outside.
    int[] entries() {
        return leaders.keySet().stream()
                .filter(leaders::get)
                .filter(this::isWorthwhile)
                .mapToInt(i -> i)
                .toArray();
    }

    /// The places at which the tight loops begin that control leaves to.
    int[] leavesTo() {
        return left.stream().mapToInt(i -> i).toArray();
    }

    /// Whether an instruction at the end of a group reaches into the next one, be it of this region or not.
    boolean isStraddled(int group) {
        var line = groups.apply(group);
        return line != null && Instruction.opcode(line[GROUP / 2 - 1]) == Opcode.STRADDLE;
    }

    /// The bit of the group at or around a place.
    int bit(int place) {
        Integer bit = bits.get(place & -GROUP);
        if (bit == null) throw new IllegalArgumentException("no group at " + place);
        return bit;
    }

    /// The places of the groups, by their bits.
    int[] groups() {
        var places = new int[bits.size()];
        bits.forEach((place, bit) -> places[bit] = place);
        return places;
    }

    /// The bits of the groups, by group of the page; [#NO_BIT] where it is none of the region's.
    byte[] bits() {
        var byGroup = new byte[PAGE / GROUP];
        Arrays.fill(byGroup, NO_BIT);
        bits.forEach((place, bit) -> byGroup[place / GROUP] = bit.byteValue());
        return byGroup;
    }

    /// The bytes of the groups, two words each, by their bits.
    long[] content() {
        var words = new long[2 * bits.size()];
        bits.forEach((place, bit) -> {
            var group = groups.apply(place);
            if (group == null) throw new IllegalStateException("a group was fetched, and is not there");
            words[2 * bit] = DecodedLines.word(group, 0);
            words[2 * bit + 1] = DecodedLines.word(group, 1);
        });
        return words;
    }
}
