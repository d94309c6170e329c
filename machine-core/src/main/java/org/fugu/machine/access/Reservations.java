package org.fugu.machine.access;

import java.util.Arrays;
import java.util.BitSet;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;

/// Who has reserved which line, in functional runs: there a store takes no line from anybody, and so
/// ends the reservations of other nodes here.
///
/// It is an index only. Whether a node has a reservation is known to its processor; what stands here
/// for a reservation that has ended otherwise does nothing. Hot: every store looks at one number.
public final class Reservations {
    private static final int SLOT_BITS = 12;
    private static final int NOBODY = -1;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    /// Who may hold one, by node.
    private final Contexts[] holders;

    /// The node that reserved last, of each slot.
    private final int[] first = new int[1 << SLOT_BITS];

    /// The next node of the same slot, by node.
    private final int[] following;

    private final long[] lines;
    private final boolean[] listed;

    /// Frames in which a line was ever reserved, by home; and everybody's tables, which know of no such
    /// frame.
    private final BitSet[] frames;

    private final HitTable[] hits;
    private final LineShape shape;

    public Reservations(int nodes, LineShape shape) {
        this.shape = shape;
        frames = new BitSet[nodes];
        for (int i = 0; i < nodes; i++) frames[i] = new BitSet();
        hits = new HitTable[nodes];
        Arrays.fill(hits, HitTable.empty());
        holders = new Contexts[nodes];
        following = new int[nodes];
        lines = new long[nodes];
        listed = new boolean[nodes];
        Arrays.fill(first, NOBODY);
    }

    /// A node's processor can reserve lines.
    ///
    /// @param table whose stores need not be told
    void join(int node, Contexts contexts, HitTable table) {
        holders[node] = contexts;
        hits[node] = table;
    }

    /// Whether stores to a frame have to be told here.
    boolean areIn(long frame) {
        long address = PhysicalAddress.ofFrame(frame);
        return frames[PhysicalAddress.home(address)].get(PhysicalAddress.localFrame(address));
    }

    private void noteFrame(long line) {
        long address = shape.address(line);
        var known = frames[PhysicalAddress.home(address)];
        int frame = PhysicalAddress.localFrame(address);
        if (known.get(frame)) return;
        known.set(frame);
        for (var table : hits) table.forbidStores();
    }

    /// A node reserves a line and nothing else.
    void reserve(int node, long line) {
        if (listed[node]) {
            if (lines[node] == line) return;
            remove(node);
        }
        noteFrame(line);
        int slot = slot(line);
        lines[node] = line;
        following[node] = first[slot];
        first[slot] = node;
        listed[node] = true;
    }

    /// A node stores to a line.
    void stored(int by, long line) {
        if (first[slot(line)] != NOBODY) endOthers(by, line);
    }

    private void endOthers(int by, long line) {
        for (int node = first[slot(line)]; node != NOBODY; ) {
            int next = following[node];
            if (lines[node] == line && node != by) {
                remove(node);
                holders[node].endReservation(line);
            }
            node = next;
        }
    }

    private void remove(int node) {
        int slot = slot(lines[node]);
        listed[node] = false;
        if (first[slot] == node) {
            first[slot] = following[node];
            return;
        }
        int before = first[slot];
        while (following[before] != node) before = following[before];
        following[before] = following[node];
    }

    private static int slot(long line) {
        return (int) (line * SPREAD >>> Long.SIZE - SLOT_BITS);
    }
}
