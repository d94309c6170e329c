package org.fugu.machine.network;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What a node launched in the present window. The networks empty it between windows.
public final class Outbox {
    private final int source;
    private final List<Packet> packets = new ArrayList<>();
    private long sequence;

    public Outbox(int source) {
        this.source = source;
    }

    /// @param time not before the time of the event or instruction that launches
    /// @return the packet's sequence number
    public long launch(long time, Traffic traffic, int destination, int bytes, Payload payload) {
        return launch(time, traffic, destination, bytes, 0, payload);
    }

    /// The same for a packet whose bytes came one after the other.
    ///
    /// @param lead see [Packet]
    public long launch(long time, Traffic traffic, int destination, int bytes, long lead, Payload payload) {
        packets.add(new Packet(time, traffic, source, destination, sequence, bytes, lead, payload));
        return sequence++;
    }

    /// Writes how many were launched. Between windows there is nothing else.
    public void save(StateWriter out) {
        if (!packets.isEmpty()) throw new IllegalStateException("a node is saved between windows only");
        out.add(sequence);
    }

    public void restore(StateReader in) {
        packets.clear();
        sequence = in.next();
    }

    List<Packet> packets() {
        return packets;
    }

    public boolean isEmpty() {
        return packets.isEmpty();
    }
}
