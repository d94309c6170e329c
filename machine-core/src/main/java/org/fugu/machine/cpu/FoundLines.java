package org.fugu.machine.cpu;

import java.util.Arrays;
import org.fugu.machine.cache.CodeEpoch;

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

    private final CodeEpoch epoch;

    /// How many departures of the epoch were looked at.
    private long departures;

    FoundLines(CodeEpoch epoch) {
        this.epoch = epoch;
        Arrays.fill(tags, Context.NOT_FETCHED);
    }

    private static int slot(long line) {
        return (int) (line >>> SHIFT) & COUNT - 1;
    }

    /// @return the slot of a line that was noted in this epoch, or [#NONE]
    int find(long line) {
        if (departures != epoch.departures) forgetDeparted();
        int slot = slot(line);
        return tags[slot] == line && epochs[slot] == epoch.number ? slot : NONE;
    }

    /// A slot is the same by virtual and by physical line: there are as many as lines of a page.
    private void forgetDeparted() {
        if (epoch.remembers(departures)) {
            while (departures < epoch.departures) forget(epoch.departed(departures++));
        } else {
            Arrays.fill(tags, Context.NOT_FETCHED);
            departures = epoch.departures;
        }
    }

    private void forget(long physicalLine) {
        int slot = slot(physicalLine);
        if (physical[slot] == physicalLine) tags[slot] = Context.NOT_FETCHED;
    }

    void note(long line, long physicalLine, long[] instructions) {
        int slot = slot(line);
        tags[slot] = line;
        epochs[slot] = epoch.number;
        physical[slot] = physicalLine;
        decoded[slot] = instructions;
    }
}
