package org.fugu.machine.coherence;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The lines that a cache has asked for and that have not come, in the order in which it asked: one
/// register a line. Who waits for a line is known to the waiter.
final class MissRegisters {
    /// More are never under way: a request for each context, for each prefetch, and for the kernel
    /// and user DMA.
    private static final int MOST = 64;

    private long[] lines = new long[4];
    private long[] since = new long[4];
    private boolean[] prefetched = new boolean[4];
    private int count;
    private int prefetches;

    private long takenSince;
    private boolean takenPrefetched;

    private int find(long line) {
        for (int i = 0; i < count; i++) if (lines[i] == line) return i;
        return -1;
    }

    /// Whether a line is under way.
    boolean holds(long line) {
        return find(line) >= 0;
    }

    /// Whether none is.
    boolean isEmpty() {
        return count == 0;
    }

    /// How many lines are under way that nobody waited for when they were asked for.
    int prefetches() {
        return prefetches;
    }

    /// A line is asked for.
    void add(long line, boolean isPrefetch, long time) {
        if (count == lines.length) grow();
        lines[count] = line;
        since[count] = time;
        prefetched[count++] = isPrefetch;
        if (isPrefetch) prefetches++;
    }

    private void grow() {
        lines = Arrays.copyOf(lines, 2 * count);
        since = Arrays.copyOf(since, 2 * count);
        prefetched = Arrays.copyOf(prefetched, 2 * count);
    }

    /// A line has come: [#since] and [#wasPrefetched] say what was kept of it.
    ///
    /// @return false if it was not asked for
    boolean take(long line) {
        int at = find(line);
        if (at < 0) return false;
        takenSince = since[at];
        takenPrefetched = prefetched[at];
        count--;
        if (takenPrefetched) prefetches--;
        System.arraycopy(lines, at + 1, lines, at, count - at);
        System.arraycopy(since, at + 1, since, at, count - at);
        System.arraycopy(prefetched, at + 1, prefetched, at, count - at);
        return true;
    }

    /// When the line taken last was asked for.
    long since() {
        return takenSince;
    }

    /// Whether the line taken last was asked for by a prefetch.
    boolean wasPrefetched() {
        return takenPrefetched;
    }

    void save(StateWriter out) {
        out.add(count);
        for (int i = 0; i < count; i++) out.add(lines[i]).add(prefetched[i]).add(since[i]);
    }

    void restore(StateReader in) {
        count = 0;
        prefetches = 0;
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            long line = in.next();
            boolean isPrefetch = in.nextBoolean();
            add(line, isPrefetch, in.next());
        }
    }
}
