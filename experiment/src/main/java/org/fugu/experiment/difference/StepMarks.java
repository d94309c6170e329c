package org.fugu.experiment.difference;

/// What a node did up to each of some cycles, as hashes that are equal where all before was. There are
/// at most [#MOST] of them: of a longer run they lie further apart.
final class StepMarks {
    static final int MOST = 4096;

    // Odd constants from the fractional parts of the golden ratio and of the square root of 5.
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long SECOND = 0x3c6ef372fe94f82bL;

    private final long start;
    private final boolean grows;
    private final long[] marks = new long[MOST];
    private long interval;
    private int count;
    private long state = FIRST;

    /// Marks from a cycle on, that lie further and further apart.
    static StepMarks growing() {
        return new StepMarks(0, 1, true);
    }

    /// Marks in a part of the run. The first is at `start + interval`; what is behind the last is in
    /// the final state.
    static StepMarks between(long start, long interval) {
        return new StepMarks(start, interval, false);
    }

    private StepMarks(long start, long interval, boolean grows) {
        this.start = start;
        this.interval = interval;
        this.grows = grows;
    }

    /// A step. They come in the order of their cycles.
    ///
    /// @param place the same in two programs if it is the same place in one source
    void add(long begin, int category, long place) {
        while (begin - start >= (count + 1) * interval && count < MOST) mark();
        mix(begin);
        mix(place * MOST + category);
    }

    private void mark() {
        marks[count++] = state;
        if (count < MOST || !grows) return;
        for (int i = 0; i < MOST / 2; i++) marks[i] = marks[2 * i + 1];
        count = MOST / 2;
        interval *= 2;
    }

    private void mix(long value) {
        state = (state ^ value) * SECOND;
        state ^= state >>> 29;
        state *= FIRST;
        state ^= state >>> 32;
    }

    /// @return how many cycles lie between two marks
    long interval() {
        return interval;
    }

    /// The state before a cycle; the final one if the node did nothing from then on.
    ///
    /// @param cycle a mark's
    long before(long cycle) {
        long index = (cycle - start) / interval - 1;
        return index < count ? marks[(int) index] : state;
    }

    /// The state after everything.
    long last() {
        return state;
    }

    /// A cycle behind all marks.
    long end() {
        return start + (count + 1) * interval;
    }
}
