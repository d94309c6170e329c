package org.fugu.machine.network;

import java.util.Arrays;

/// Packets that carry nothing at the moment.
final class PacketPool {
    private Packet[] free = new Packet[16];
    private int count;

    Packet take() {
        return count == 0 ? new Packet() : free[--count];
    }

    void give(Packet packet) {
        packet.clear();
        if (count == free.length) free = Arrays.copyOf(free, 2 * count);
        free[count++] = packet;
    }
}
