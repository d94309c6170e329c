package org.fugu.machine.coherence;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The memory of one home's directory: an entry of 64 bits a line, in pages that are made when a
/// line of theirs is first fetched; and the tables in which software (or a full map) keeps the
/// holders that have no pointer.
///
/// An entry is, as in Alewife, five pointers of ten bits and a local bit, so that the home's own
/// node never takes a pointer. Pointers are kept in the order in which they were taken.
final class DirectoryMemory {
    /// Most hardware pointers of an entry.
    static final int MOST_POINTERS = 5;

    static final int NOBODY = -1;

    private static final int POINTER_BITS = 10;
    private static final int MOST_NODES = 1 << POINTER_BITS;
    private static final int COUNT_SHIFT = 50;
    private static final long COUNT_MASK = 7L << COUNT_SHIFT;
    private static final long LOCAL = 1L << 53;
    private static final long TABLED = 1L << 54;
    private static final int STATE_SHIFT = 56;
    private static final LineState[] STATES = LineState.values();
    private static final int MOST_FRAMES = 1 << 20;

    private final int home;
    private final LineShape lines;
    private final int pointers;
    private final Map<Long, BitSet> tables = new TreeMap<>();
    private long[] @Nullable [] pages = new long[0][];

    /// @param pointers of a line, 1 to [#MOST_POINTERS]
    DirectoryMemory(int home, LineShape lines, int pointers) {
        this.home = home;
        this.lines = lines;
        this.pointers = pointers;
    }

    private long[] page(long line) {
        int frame = PhysicalAddress.localFrame(lines.address(line));
        if (frame >= pages.length) pages = Arrays.copyOf(pages, Integer.highestOneBit(Math.max(frame, 32)) * 2);
        var page = pages[frame];
        if (page == null) {
            page = new long[lines.perFrame()];
            pages[frame] = page;
        }
        return page;
    }

    private long entry(long line) {
        return page(line)[lines.withinFrame(line)];
    }

    private void set(long line, long entry) {
        page(line)[lines.withinFrame(line)] = entry;
    }

    LineState state(long line) {
        return STATES[(int) (entry(line) >>> STATE_SHIFT)];
    }

    void setState(long line, LineState state) {
        long rest = entry(line) & (1L << STATE_SHIFT) - 1;
        set(line, rest | (long) state.ordinal() << STATE_SHIFT);
    }

    private static int count(long entry) {
        return (int) ((entry & COUNT_MASK) >>> COUNT_SHIFT);
    }

    private static int pointer(long entry, int index) {
        return (int) (entry >>> index * POINTER_BITS) & MOST_NODES - 1;
    }

    private static int find(long entry, int node) {
        for (int i = 0; i < count(entry); i++) if (pointer(entry, i) == node) return i;
        return NOBODY;
    }

    /// Whether the hardware points to the node as a holder. It does not see the table.
    boolean pointsTo(long line, int node) {
        long entry = entry(line);
        return node == home ? (entry & LOCAL) != 0 : find(entry, node) >= 0;
    }

    /// Whether one more holder can be pointed to.
    boolean hasRoom(long line, int node) {
        return node == home || count(entry(line)) < pointers;
    }

    /// Adds a holder. There must be [#hasRoom].
    void add(long line, int node) {
        long entry = entry(line);
        if (pointsTo(line, node)) return;
        if (node == home) {
            set(line, entry | LOCAL);
            return;
        }
        int at = count(entry);
        if (at == pointers) throw new IllegalStateException("line " + Long.toHexString(line) + " has no free pointer");
        set(line, entry + (1L << COUNT_SHIFT) | (long) node << at * POINTER_BITS);
    }

    /// Takes a pointer away, if there is one.
    void remove(long line, int node) {
        long entry = entry(line);
        if (node == home) {
            set(line, entry & ~LOCAL);
            return;
        }
        int at = find(entry, node);
        if (at < 0) return;
        long low = entry & (1L << at * POINTER_BITS) - 1;
        long all = entry & (1L << COUNT_SHIFT) - 1;
        long high = all >>> (at + 1) * POINTER_BITS << at * POINTER_BITS;
        set(line, (entry & -(1L << COUNT_SHIFT)) - (1L << COUNT_SHIFT) | high | low);
    }

    /// The holder that has been pointed to longest.
    int oldest(long line) {
        return count(entry(line)) == 0 ? NOBODY : pointer(entry(line), 0);
    }

    int pointersOf(long line) {
        return count(entry(line));
    }

    /// Whether some holders are in a table and not in pointers.
    boolean isTabled(long line) {
        return (entry(line) & TABLED) != 0;
    }

    private BitSet table(long line) {
        return tables.computeIfAbsent(line, _ -> new BitSet());
    }

    /// Moves every pointer into the line's table, so that all are free again.
    void tabulate(long line) {
        long entry = entry(line);
        var table = table(line);
        for (int i = 0; i < count(entry); i++) table.set(pointer(entry, i));
        set(line, entry >>> COUNT_SHIFT + 3 << COUNT_SHIFT + 3 | TABLED);
    }

    /// The nodes that may hold the line, ascending.
    BitSet holders(long line) {
        var holders = new BitSet();
        long entry = entry(line);
        if (isTabled(line)) holders.or(table(line));
        for (int i = 0; i < count(entry); i++) holders.set(pointer(entry, i));
        if ((entry & LOCAL) != 0) holders.set(home);
        return holders;
    }

    /// Forgets every holder. The table goes too.
    void clear(long line) {
        if (isTabled(line)) tables.remove(line);
        set(line, entry(line) >>> STATE_SHIFT << STATE_SHIFT);
    }

    void save(StateWriter out) {
        int touched = 0;
        for (var page : pages) if (page != null) touched++;
        out.add(touched);
        for (int frame = 0; frame < pages.length; frame++) {
            var page = pages[frame];
            if (page != null) out.add(frame).add(page);
        }
        out.add(tables.size());
        tables.forEach((line, table) -> out.add(line).add(table.toLongArray()));
    }

    void restore(StateReader in) {
        pages = new long[0][];
        for (int left = in.nextInt(0, MOST_FRAMES); left > 0; left--) {
            long frame = PhysicalAddress.frame(home, in.nextInt(0, MOST_FRAMES - 1));
            in.next(page(lines.of(PhysicalAddress.ofFrame(frame))));
        }
        tables.clear();
        for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
            tables.put(in.next(), BitSet.valueOf(in.nextLongs(MOST_NODES / Long.SIZE)));
        }
    }
}
