package org.fugu.machine.coherence;

import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.LongStream;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The memory of one home's directory: an entry of 64 bits a line, in pages that are made when a
/// line of theirs is first fetched; and the tables in which software (or a full map) keeps the
/// holders that have no pointer, a bit for each node of the machine, in pages that are made when a
/// line of theirs first has a table.
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
    private final int tableWords;
    private long[] @Nullable [] pages = new long[0][];
    private long[] @Nullable [] tablePages = new long[0][];

    /// @param nodes of the machine, 1 to 1,024
    /// @param pointers of a line, 1 to [#MOST_POINTERS]
    DirectoryMemory(int home, int nodes, LineShape lines, int pointers) {
        this.home = home;
        this.lines = lines;
        tableWords = (nodes + Long.SIZE - 1) / Long.SIZE;
        this.pointers = pointers;
    }

    private int frame(long line) {
        return PhysicalAddress.localFrame(lines.address(line));
    }

    private static long[] @Nullable [] reaching(int frame, long[] @Nullable [] pages) {
        if (frame < pages.length) return pages;
        return Arrays.copyOf(pages, Integer.highestOneBit(Math.max(frame, 32)) * 2);
    }

    private long[] page(long line) {
        int frame = frame(line);
        pages = reaching(frame, pages);
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
        var page = page(line);
        int at = lines.withinFrame(line);
        page[at] = page[at] & (1L << STATE_SHIFT) - 1 | (long) state.ordinal() << STATE_SHIFT;
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
        return isHolder(entry(line), node);
    }

    private boolean isHolder(long entry, int node) {
        return node == home ? (entry & LOCAL) != 0 : find(entry, node) >= 0;
    }

    /// Whether one more holder can be pointed to.
    boolean hasRoom(long line, int node) {
        return node == home || count(entry(line)) < pointers;
    }

    /// Adds a holder. There must be [#hasRoom].
    void add(long line, int node) {
        long entry = entry(line);
        if (isHolder(entry, node)) return;
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

    /// The page of a line's table.
    private long[] tables(long line) {
        int frame = frame(line);
        tablePages = reaching(frame, tablePages);
        var page = tablePages[frame];
        if (page == null) {
            page = new long[lines.perFrame() * tableWords];
            tablePages[frame] = page;
        }
        return page;
    }

    /// Where in its page a line's table starts.
    private int tableAt(long line) {
        return lines.withinFrame(line) * tableWords;
    }

    private BitSet table(long line) {
        int at = tableAt(line);
        return BitSet.valueOf(LongBuffer.wrap(tables(line), at, tableWords));
    }

    /// Moves every pointer into the line's table, so that all are free again.
    void tabulate(long line) {
        long entry = entry(line);
        var tables = tables(line);
        int at = tableAt(line);
        for (int i = 0; i < count(entry); i++) {
            int node = pointer(entry, i);
            tables[at + node / Long.SIZE] |= 1L << node;
        }
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

    /// The first node of a number or a higher one that may hold the line, or [#NOBODY].
    int nextHolder(long line, int from) {
        long entry = entry(line);
        int next = isTabled(line) ? nextTabled(line, from) : Integer.MAX_VALUE;
        for (int i = 0; i < count(entry); i++) {
            int node = pointer(entry, i);
            if (node >= from) next = Math.min(next, node);
        }
        if ((entry & LOCAL) != 0 && home >= from) next = Math.min(next, home);
        return next == Integer.MAX_VALUE ? NOBODY : next;
    }

    private int nextTabled(long line, int from) {
        var tables = tables(line);
        int at = tableAt(line);
        int word = from / Long.SIZE;
        if (word >= tableWords) return Integer.MAX_VALUE;
        long bits = tables[at + word] & -1L << from;
        while (bits == 0) {
            if (++word == tableWords) return Integer.MAX_VALUE;
            bits = tables[at + word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    /// How many nodes besides one may hold the line.
    int holdersBut(long line, int node) {
        int count = 0;
        for (int holder = nextHolder(line, 0); holder != NOBODY; holder = nextHolder(line, holder + 1)) {
            if (holder != node) count++;
        }
        return count;
    }

    /// Whether a node besides one may hold the line.
    boolean isHeldBesides(long line, int node) {
        int first = nextHolder(line, 0);
        return first != NOBODY && (first != node || nextHolder(line, first + 1) != NOBODY);
    }

    /// Forgets every holder. The table goes too.
    void clear(long line) {
        long entry = entry(line);
        if ((entry & TABLED) != 0) {
            int at = tableAt(line);
            Arrays.fill(tables(line), at, at + tableWords, 0);
        }
        set(line, entry >>> STATE_SHIFT << STATE_SHIFT);
    }

    void save(StateWriter out) {
        int touched = 0;
        for (var page : pages) if (page != null) touched++;
        out.add(touched);
        for (int frame = 0; frame < pages.length; frame++) {
            var page = pages[frame];
            if (page != null) out.add(frame).add(page);
        }
        var tabled = tabledLines();
        out.add(tabled.length);
        for (long line : tabled) out.add(line).add(table(line).toLongArray());
    }

    /// The lines that have a table, ascending.
    private long[] tabledLines() {
        var tabled = LongStream.builder();
        for (int frame = 0; frame < pages.length; frame++) {
            var page = pages[frame];
            if (page == null) continue;
            long first = lines.of(PhysicalAddress.ofFrame(PhysicalAddress.frame(home, frame)));
            for (int i = 0; i < page.length; i++) if ((page[i] & TABLED) != 0) tabled.add(first + i);
        }
        return tabled.build().toArray();
    }

    void restore(StateReader in) {
        pages = new long[0][];
        tablePages = new long[0][];
        for (int left = in.nextInt(0, MOST_FRAMES); left > 0; left--) {
            long frame = PhysicalAddress.frame(home, in.nextInt(0, MOST_FRAMES - 1));
            in.next(page(lines.of(PhysicalAddress.ofFrame(frame))));
        }
        var tabled = tabledLines();
        in.nextInt(tabled.length, tabled.length);
        for (long line : tabled) {
            if (in.next() != line) throw new BadSnapshotException("line " + line + " has no table of holders");
            var table = in.nextLongs(tableWords);
            System.arraycopy(table, 0, tables(line), tableAt(line), table.length);
        }
    }
}
