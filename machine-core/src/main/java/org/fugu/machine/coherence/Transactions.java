package org.fugu.machine.coherence;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What a home keeps of its locked lines: of each the request that waits for acknowledgements or for
/// the software, and those that came after it, in the order in which they came.
///
/// Few lines are locked at a time, and nothing is allocated but by growth: a locked line is a place
/// of parallel arrays, and who waits for it is a list in others.
final class Transactions {
    /// No place, or the end of a list.
    static final int NONE = -1;

    private static final int MOST_WAITING = 1 << 16;

    private long[] lines = new long[4];
    private Kind[] kinds = new Kind[4];
    private int[] nodes = new int[4];
    private int[] missing = new int[4];
    private int[] firsts = new int[4];
    private int[] lasts = new int[4];
    private int count;

    // Requests that wait. Those of the past are in a list too, to be used again.
    private Kind[] waitingKinds = {};
    private int[] waitingNodes = {};
    private int[] behind = {};
    private int free = NONE;

    /// Those who waited for the line that was unlocked last.
    private int rest = NONE;

    private int restLast = NONE;

    /// Where a line is, or [#NONE] if it is not locked.
    int find(long line) {
        for (int i = 0; i < count; i++) if (lines[i] == line) return i;
        return NONE;
    }

    /// Locks a line for a request.
    ///
    /// @param acknowledgements still to come; the end of a software handler counts as one
    void begin(Kind kind, long line, int node, int acknowledgements) {
        if (count == lines.length) grow();
        int at = count++;
        lines[at] = line;
        kinds[at] = kind;
        nodes[at] = node;
        missing[at] = acknowledgements;
        firsts[at] = NONE;
        lasts[at] = NONE;
    }

    private void grow() {
        lines = Arrays.copyOf(lines, 2 * count);
        kinds = Arrays.copyOf(kinds, 2 * count);
        nodes = Arrays.copyOf(nodes, 2 * count);
        missing = Arrays.copyOf(missing, 2 * count);
        firsts = Arrays.copyOf(firsts, 2 * count);
        lasts = Arrays.copyOf(lasts, 2 * count);
    }

    /// The request that a line is locked for.
    Kind kind(int at) {
        return kinds[at];
    }

    /// Who sent it.
    int node(int at) {
        return nodes[at];
    }

    /// Acknowledgements still to come.
    int missing(int at) {
        return missing[at];
    }

    /// One of them has come.
    void acknowledged(int at) {
        missing[at]--;
    }

    /// A request has to wait until the line is not locked any more.
    void add(int at, Kind kind, int node) {
        int cell = cell(kind, node);
        if (firsts[at] == NONE) firsts[at] = cell;
        else behind[lasts[at]] = cell;
        lasts[at] = cell;
    }

    private int cell(Kind kind, int node) {
        if (free == NONE) growWaiting();
        int cell = free;
        free = behind[cell];
        waitingKinds[cell] = kind;
        waitingNodes[cell] = node;
        behind[cell] = NONE;
        return cell;
    }

    private void growWaiting() {
        int old = behind.length;
        int size = Math.max(4, 2 * old);
        waitingKinds = Arrays.copyOf(waitingKinds, size);
        waitingNodes = Arrays.copyOf(waitingNodes, size);
        behind = Arrays.copyOf(behind, size);
        for (int cell = size - 1; cell >= old; cell--) release(cell);
    }

    private void release(int cell) {
        behind[cell] = free;
        free = cell;
    }

    /// Unlocks a line. Those who wait for it are the rest from now on.
    void end(int at) {
        rest = firsts[at];
        restLast = lasts[at];
        count--;
        lines[at] = lines[count];
        kinds[at] = kinds[count];
        nodes[at] = nodes[count];
        missing[at] = missing[count];
        firsts[at] = firsts[count];
        lasts[at] = lasts[count];
    }

    /// Whether anybody waits for the line that was unlocked last.
    boolean isRest() {
        return rest != NONE;
    }

    /// What the first of them wants.
    Kind restKind() {
        return waitingKinds[rest];
    }

    /// Who that is.
    int restNode() {
        return waitingNodes[rest];
    }

    /// The first of them waits no longer.
    void takeRest() {
        int taken = rest;
        rest = behind[taken];
        release(taken);
    }

    /// The line is locked again, and nobody waits for it yet: the rest of those before waits on.
    void keepRest(int at) {
        firsts[at] = rest;
        lasts[at] = restLast;
        rest = NONE;
    }

    /// Whether anybody waits for a line, for tests.
    boolean isAwaited(int at) {
        return firsts[at] != NONE;
    }

    /// Loses the first who waits for a line, for tests of what finds that.
    void loseWaiting(int at) {
        int lost = firsts[at];
        firsts[at] = behind[lost];
        release(lost);
    }

    /// Writes them by ascending lines.
    void save(StateWriter out) {
        out.add(count);
        IntStream.range(0, count)
                .boxed()
                .sorted((one, other) -> Long.compare(lines[one], lines[other]))
                .forEach(at -> save(at, out));
    }

    private void save(int at, StateWriter out) {
        out.add(kinds[at].ordinal()).add(lines[at]).add(nodes[at]).add(missing[at]);
        int waiting = 0;
        for (int cell = firsts[at]; cell != NONE; cell = behind[cell]) waiting++;
        out.add(waiting);
        for (int cell = firsts[at]; cell != NONE; cell = behind[cell]) {
            out.add(waitingKinds[cell].ordinal()).add(lines[at]).add(waitingNodes[cell]);
        }
    }

    void restore(StateReader in) {
        while (count > 0) {
            end(0);
            while (isRest()) takeRest();
        }
        for (int left = in.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
            var request = CoherenceMessage.restored(in);
            begin(request.kind(), request.line(), request.node(), in.nextInt(0, MOST_WAITING));
            for (int waiting = in.nextInt(0, MOST_WAITING); waiting > 0; waiting--) {
                var each = CoherenceMessage.restored(in);
                add(count - 1, each.kind(), each.node());
            }
        }
    }
}
