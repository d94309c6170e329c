package org.fugu.machine.network;

import java.util.Arrays;

/// The packets that are not settled yet; the one that is settled first comes first.
final class PacketHeap {
    private final int nodes;
    private Packet[] heap = new Packet[16];

    // What their order depends on, so that nobody looks into a packet for it: the time, and kind of traffic and tie.
    private long[] times = new long[16];

    private long[] ranks = new long[16];
    private int size;

    /// @param nodes of the machine, of which the order at equal times depends
    PacketHeap(int nodes) {
        this.nodes = nodes;
    }

    int size() {
        return size;
    }

    /// One of them, in no particular order.
    Packet get(int index) {
        return heap[index];
    }

    /// When the first was launched, or [Interconnect#NONE].
    long headTime() {
        return size == 0 ? Interconnect.NONE : times[0];
    }

    void add(Packet packet) {
        if (size == heap.length) grow();
        long time = packet.time();
        long rank = packet.rank(nodes);
        int child = size++;
        while (child > 0) {
            int parent = (child - 1) >>> 1;
            if (!isBefore(time, rank, packet, parent)) break;
            move(parent, child);
            child = parent;
        }
        set(child, time, rank, packet);
    }

    private void grow() {
        heap = Arrays.copyOf(heap, 2 * size);
        times = Arrays.copyOf(times, 2 * size);
        ranks = Arrays.copyOf(ranks, 2 * size);
    }

    private boolean isBefore(long time, long rank, Packet packet, int other) {
        if (time != times[other]) return time < times[other];
        if (rank != ranks[other]) return rank < ranks[other];
        return packet.sequence() < heap[other].sequence();
    }

    private void move(int from, int to) {
        heap[to] = heap[from];
        times[to] = times[from];
        ranks[to] = ranks[from];
    }

    private void set(int at, long time, long rank, Packet packet) {
        heap[at] = packet;
        times[at] = time;
        ranks[at] = rank;
    }

    /// Takes the first out. There must be one.
    Packet take() {
        var first = heap[0];
        var last = heap[--size];
        long time = times[size];
        long rank = ranks[size];
        int parent = 0;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) break;
            if (child + 1 < size && isBefore(times[child + 1], ranks[child + 1], heap[child + 1], child)) child++;
            if (isBefore(time, rank, last, child)) break;
            move(child, parent);
            parent = child;
        }
        set(parent, time, rank, last);
        return first;
    }

    /// All of them, in the order in which they will be settled.
    Packet[] inOrder() {
        var all = Arrays.copyOf(heap, size);
        Arrays.sort(all, (one, other) -> one == other ? 0 : one.isBefore(other, nodes) ? -1 : 1);
        return all;
    }

    void clear() {
        size = 0;
    }
}
