package org.fugu.machine.cpu;

import java.util.Arrays;

/// Lines of instructions that a node has fetched and would find where they were, as long as the epoch
/// lasts in which that was noted: by virtual line.
final class FoundLines {
    /// Not found.
    static final int NONE = -1;

    private static final int COUNT = 256;
    private static final int SHIFT = 4;

    // By slot.
    final long[] physical = new long[COUNT];
    final long[][] decoded = new long[COUNT][];
    private final long[] tags = new long[COUNT];
    private final long[] epochs = new long[COUNT];

    FoundLines() {
        Arrays.fill(tags, Context.NOT_FETCHED);
    }

    private static int slot(long line) {
        return (int) (line >>> SHIFT) & COUNT - 1;
    }

    /// @return the slot of a line that was noted in this epoch, or [#NONE]
    int find(long line, long epoch) {
        int slot = slot(line);
        return tags[slot] == line && epochs[slot] == epoch ? slot : NONE;
    }

    void note(long line, long epoch, long physicalLine, long[] instructions) {
        int slot = slot(line);
        tags[slot] = line;
        epochs[slot] = epoch;
        physical[slot] = physicalLine;
        decoded[slot] = instructions;
    }
}
