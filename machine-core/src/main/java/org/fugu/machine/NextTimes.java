package org.fugu.machine;

import java.util.Arrays;
import org.fugu.machine.clock.EventQueue;

/// The earliest time at which each node can act. Kept as a tournament (Knuth, *The Art of Computer
/// Programming* 3, section 5.4.1): of two neighbours the earlier goes on to the next round. So a
/// change, the first of all, and those before a time cost what few nodes cost, however many there are. Few
/// nodes have no tournament: looking at all of them takes no longer.
final class NextTimes {
    private static final int WINNER = 1;

    /// Of so few neighbours, as a power of two, looking at all takes no longer than their tournament.
    private static final int SCANNED_SHIFT = 4;

    private final int places;
    private final boolean areFew;
    private final long[] times;

    /// The earliest of few nodes, unless it has become later since: then it is one of the past.
    private long earliest = EventQueue.NEVER;

    private boolean isStale;

    /// Nobody can act.
    NextTimes(int nodes) {
        places = nodes == 1 ? 1 : Integer.highestOneBit(nodes - 1) * 2;
        areFew = places <= 1 << SCANNED_SHIFT;
        times = new long[2 * places];
        Arrays.fill(times, EventQueue.NEVER);
    }

    long of(int node) {
        return times[places + node];
    }

    void set(int node, long time) {
        int at = places + node;
        long before = times[at];
        if (before == time) return;
        times[at] = time;
        if (areFew) {
            noteChange(before, time);
            return;
        }
        while (at > WINNER) {
            long earlier = Math.min(times[at], times[at ^ 1]);
            at >>>= 1;
            if (times[at] == earlier) return;
            times[at] = earlier;
        }
    }

    private void noteChange(long before, long time) {
        if (time <= earliest) {
            earliest = time;
            isStale = false;
        } else if (before == earliest) {
            isStale = true;
        }
    }

    /// The node can act at that time, if not before.
    void lower(int node, long time) {
        if (time < of(node)) set(node, time);
    }

    /// The earliest of all.
    long earliest() {
        if (!areFew) return times[WINNER];
        if (isStale) {
            earliest = EventQueue.NEVER;
            for (int at = places; at < times.length; at++) earliest = Math.min(earliest, times[at]);
            isStale = false;
        }
        return earliest;
    }

    /// The node whose time is the earliest; of several the one of the lowest number.
    int first() {
        if (areFew) return firstOfFew();
        int at = WINNER;
        while (at < places) at = times[2 * at] <= times[2 * at + 1] ? 2 * at : 2 * at + 1;
        return at - places;
    }

    private int firstOfFew() {
        int first = places;
        for (int at = places + 1; at < times.length; at++) if (times[at] < times[first]) first = at;
        return first - places;
    }

    /// The earliest of all but one node.
    long earliestBut(int node) {
        long others = EventQueue.NEVER;
        if (areFew) {
            for (int at = places; at < places + node; at++) others = Math.min(others, times[at]);
            for (int at = places + node + 1; at < times.length; at++) others = Math.min(others, times[at]);
            return others;
        }
        for (int at = places + node; at > WINNER; at >>>= 1) others = Math.min(others, times[at ^ 1]);
        return others;
    }

    /// Finds the nodes that can act before a time, in the order of their numbers.
    ///
    /// @param found takes their numbers
    /// @return how many there are
    int before(long time, int[] found) {
        return areFew ? scan(time, places, times.length, found, 0) : before(time, WINNER, found, 0);
    }

    private int before(long time, int at, int[] found, int count) {
        if (times[at] >= time) return count;
        if (at < places >>> SCANNED_SHIFT) {
            return before(time, 2 * at + 1, found, before(time, 2 * at, found, count));
        }
        int shift = Integer.numberOfTrailingZeros(places) - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(at));
        return scan(time, at << shift, at + 1 << shift, found, count);
    }

    private int scan(long time, int from, int to, int[] found, int count) {
        int more = count;
        for (int leaf = from; leaf < to; leaf++) {
            if (times[leaf] < time) found[more++] = leaf - places;
        }
        return more;
    }
}
