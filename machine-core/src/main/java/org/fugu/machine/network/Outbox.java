package org.fugu.machine.network;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What a node launched in the present window, and the packets that it has emptied. The networks
/// take both between windows, and leave as many empty ones as they have taken.
public final class Outbox {
    private final int source;
    private Packet[] packets = {};
    private int count;
    private Packet[] emptied = new Packet[4];
    private int emptiedCount;
    private long sequence;

    public Outbox(int source) {
        this.source = source;
    }

    /// Launches a packet, which carries nothing yet.
    ///
    /// @param time not before the time of the event or instruction that launches
    /// @param lead see [Packet]
    public Packet launch(long time, Traffic traffic, int destination, int bytes, long lead) {
        if (count == packets.length) {
            packets = Arrays.copyOf(packets, Math.max(4, 2 * count));
            for (int i = count; i < packets.length; i++) packets[i] = new Packet();
        }
        return packets[count++].address(time, traffic, source, destination, sequence++, bytes, lead);
    }

    /// A packet has arrived at this node, and nobody looks at it any more.
    public void giveBack(Packet packet) {
        if (emptiedCount == emptied.length) emptied = Arrays.copyOf(emptied, 2 * emptiedCount);
        emptied[emptiedCount++] = packet;
    }

    /// Lets the networks take what there is.
    void collect(PacketHeap launched, PacketPool pool) {
        for (int i = 0; i < emptiedCount; i++) pool.give(emptied[i]);
        emptiedCount = 0;
        for (int i = 0; i < count; i++) {
            launched.add(packets[i]);
            packets[i] = pool.take();
        }
        count = 0;
    }

    /// Writes how many were launched. Between windows there is nothing else.
    public void save(StateWriter out) {
        if (count > 0) throw new IllegalStateException("a node is saved between windows only");
        out.add(sequence);
    }

    public void restore(StateReader in) {
        count = 0;
        sequence = in.next();
    }

    public boolean isEmpty() {
        return count == 0;
    }
}
