package org.fugu.machine.network;

import java.util.Arrays;

/// The packets that are not settled yet; the one that is settled first comes first.
final class PacketHeap {
    private final int nodes;
    private Packet[] heap = new Packet[16];
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
        return size == 0 ? Interconnect.NONE : heap[0].time();
    }

    void add(Packet packet) {
        if (size == heap.length) heap = Arrays.copyOf(heap, 2 * size);
        int child = size++;
        while (child > 0) {
            int parent = (child - 1) >>> 1;
            if (!packet.isBefore(heap[parent], nodes)) break;
            heap[child] = heap[parent];
            child = parent;
        }
        heap[child] = packet;
    }

    /// Takes the first out. There must be one.
    Packet take() {
        var first = heap[0];
        var last = heap[--size];
        int parent = 0;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) break;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child], nodes)) child++;
            if (last.isBefore(heap[child], nodes)) break;
            heap[parent] = heap[child];
            parent = child;
        }
        heap[parent] = last;
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
