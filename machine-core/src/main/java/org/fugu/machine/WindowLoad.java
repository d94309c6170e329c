package org.fugu.machine;

/// How many instructions windows have had of late, by which the next one is taken to be long enough for
/// several host threads or not. Counted and not timed, so that the same run always does the same.
///
/// Windows of one node have nothing to share, and tell nothing of those of several.
final class WindowLoad {
    /// The average is of about so many windows, as a power of two.
    private static final int SHIFT = 6;

    /// What each node has executed in all.
    private final long[] seen;

    private long inWindow;

    /// The average, times two to the [#SHIFT].
    private long scaled;

    WindowLoad(int nodes) {
        seen = new long[nodes];
    }

    /// @param instructions that the node has executed in all, after the window
    void executed(int node, long instructions) {
        inWindow += instructions - seen[node];
        seen[node] = instructions;
    }

    /// @param active how many nodes it had
    void endWindow(int active) {
        if (active > 1) scaled += inWindow - (scaled >> SHIFT);
        inWindow = 0;
    }

    /// Instructions a window of several nodes.
    long average() {
        return scaled >> SHIFT;
    }
}
