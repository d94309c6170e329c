package org.fugu.machine;

import java.util.Arrays;
import org.fugu.machine.clock.EventQueue;

/// How far each node may run before another one can affect it: the earliest time at which any other
/// node can act, plus L; and never past the time at which something the node itself has launched
/// can come back to it, nor past that at which something on its way can reach anybody.
///
/// For "any other node" the two earliest times are enough, as long as they belong to different
/// nodes.
final class Horizons {
    private static final int NOBODY = -1;

    private final long lookahead;
    private final long[] echoes;

    /// The nodes that have one.
    private final int[] echoers;

    private int echoing;
    private long first;
    private int firstNode;
    private long second;
    private long all;

    /// @param lookahead L, the shortest time from a launch to its effect on another node
    Horizons(int nodes, long lookahead) {
        this.lookahead = lookahead;
        echoes = new long[nodes];
        echoers = new int[nodes];
        Arrays.fill(echoes, EventQueue.NEVER);
        clear();
    }

    /// Begins with what each node can do by itself.
    ///
    void begin(NextTimes next) {
        clear();
        if (next.earliest() == EventQueue.NEVER) return;
        first = next.earliest();
        firstNode = next.first();
        second = next.earliestBut(firstNode);
    }

    void clear() {
        first = EventQueue.NEVER;
        second = EventQueue.NEVER;
        all = EventQueue.NEVER;
        firstNode = NOBODY;
        while (echoing > 0) echoes[echoers[--echoing]] = EventQueue.NEVER;
    }

    /// A node can act at that time (or has acted, and it is not settled yet).
    void mayAct(int node, long time) {
        if (node == firstNode) {
            first = Math.min(first, time);
        } else if (time < first) {
            second = first;
            first = time;
            firstNode = node;
        } else {
            second = Math.min(second, time);
        }
    }

    /// Something that the node has launched can affect it itself from that time on.
    void mayEcho(int node, long time) {
        if (time == EventQueue.NEVER) return;
        if (echoes[node] == EventQueue.NEVER) echoers[echoing++] = node;
        echoes[node] = Math.min(echoes[node], time);
    }

    /// Something that is on its way already can affect any node from that time on.
    void mayReachAll(long time) {
        all = Math.min(all, time);
    }

    long of(int node) {
        return Math.min(reachedFrom(node == firstNode ? second : first), echoes[node]);
    }

    private long reachedFrom(long others) {
        return others == EventQueue.NEVER ? all : Math.min(others + lookahead, all);
    }

    /// No node may run further but the [#first] one.
    long ofOthers() {
        return reachedFrom(first);
    }

    /// The node that can act before all others, or below 0 if nobody can.
    int first() {
        return firstNode;
    }
}
