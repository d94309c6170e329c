package org.fugu.machine;

import java.util.Arrays;
import org.fugu.machine.clock.EventQueue;

/// How far each node may run before another one can affect it: to the earliest time at which
/// anything that another node does, or has launched, can have an effect elsewhere; and never past the
/// time at which something the node itself has launched can come back to it, nor past that at which
/// something on its way can reach anybody.
///
/// For "any other node" the two earliest times are enough, as long as they belong to different
/// nodes.
final class Horizons {
    private static final int NOBODY = -1;

    private final long[] echoes;

    /// The nodes that have one.
    private final int[] echoers;

    private int echoing;
    private long first;
    private int firstNode;
    private long second;
    private long all;

    Horizons(int nodes) {
        echoes = new long[nodes];
        echoers = new int[nodes];
        Arrays.fill(echoes, EventQueue.NEVER);
        clear();
    }

    /// Begins with what each node can do by itself.
    ///
    /// @param effects when that can have its first effect on another node
    void begin(NextTimes effects) {
        clear();
        int node = effects.first();
        if (effects.of(node) == EventQueue.NEVER) return;
        first = effects.of(node);
        firstNode = node;
        second = effects.earliestBut(node);
    }

    void clear() {
        first = EventQueue.NEVER;
        second = EventQueue.NEVER;
        all = EventQueue.NEVER;
        firstNode = NOBODY;
        while (echoing > 0) echoes[echoers[--echoing]] = EventQueue.NEVER;
    }

    /// What a node does, or has launched, can have an effect on any other node from that time on.
    void mayReach(int node, long time) {
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
        return Math.min(Math.min(node == firstNode ? second : first, all), echoes[node]);
    }

    /// No node may run further but the [#first] one.
    long ofOthers() {
        return Math.min(first, all);
    }

    /// The node that can have an effect before all others, or below 0 if nobody can.
    int first() {
        return firstNode;
    }
}
