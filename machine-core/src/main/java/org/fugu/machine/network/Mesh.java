package org.fugu.machine.network;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshShape;

/// A two-dimensional mesh with dimension-order routing, first along X, then along Y. A packet's
/// whole path is booked when it is launched, in the global order of launches: it starts on a link
/// when its head is there and the link is free. A later launch can therefore never delay a booked
/// one.
///
/// Not modelled yet: a blocked packet holding the links behind it.
public final class Mesh {
    /// Time on the mesh is kept in 1/1024 cycles, because a channel moves a broken number of bytes
    /// a cycle.
    private static final int FRACTION = 10;

    private static final int EAST = 0;
    private static final int WEST = 1;
    private static final int SOUTH = 2;
    private static final int NORTH = 3;
    private static final int IN = 4;
    private static final int OUT = 5;
    private static final int PORTS = 6;

    private final MeshShape shape;
    private final long[] free;
    private final long inject;
    private final long hop;
    private final long eject;
    /// In MHz.
    private final long clock;

    /// In KB/s.
    private final long bandwidth;

    private final int header;
    private long packets;
    private long queued;

    public Mesh(MeshShape shape, Preset preset) {
        this.shape = shape;
        free = new long[shape.nodes() * PORTS];
        inject = preset.cyclesOf("network.inject") << FRACTION;
        hop = preset.cyclesOf("network.hop") << FRACTION;
        eject = preset.cyclesOf("network.eject") << FRACTION;
        clock = preset.value("processor.clock");
        bandwidth = preset.value("network.bandwidth");
        header = preset.intValue("network.header");
    }

    /// Bytes of a packet with that many bytes of content.
    public int packetBytes(int content) {
        return header + content;
    }

    private long serialised(int bytes) {
        return (bytes * clock * 1000 << FRACTION) / bandwidth;
    }

    /// Whole cycles below which no packet reaches another node.
    public long leastLatency() {
        return Math.max(1, inject + hop + eject + serialised(packetBytes(0)) >> FRACTION);
    }

    /// How long a packet takes from a node to itself, with nothing in its way: the least.
    public long leastLoopLatency() {
        return Math.max(1, inject + eject + serialised(packetBytes(0)) >> FRACTION);
    }

    /// Books a path.
    ///
    /// @param time of launch, never before that of the packet booked last
    /// @return the cycle at which the last byte has arrived
    public long book(long time, int source, int destination, int bytes) {
        packets++;
        long length = serialised(bytes);
        long head = pass(source, IN, time << FRACTION, length) + inject;
        int columns = shape.columns();
        int at = source;
        while (at % columns != destination % columns) {
            int port = at % columns < destination % columns ? EAST : WEST;
            head = pass(at, port, head, length) + hop;
            at += port == EAST ? 1 : -1;
        }
        while (at != destination) {
            int port = at < destination ? SOUTH : NORTH;
            head = pass(at, port, head, length) + hop;
            at += port == SOUTH ? columns : -columns;
        }
        long tail = pass(destination, OUT, head, length) + eject + length;
        return tail + (1 << FRACTION) - 1 >> FRACTION;
    }

    /// Books one link and answers when the head gets onto it.
    private long pass(int node, int port, long head, long length) {
        int link = node * PORTS + port;
        long start = Math.max(head, free[link]);
        queued += start - head;
        free[link] = start + length;
        return start;
    }

    public void save(StateWriter out) {
        out.add(free).add(packets).add(queued);
    }

    public void restore(StateReader in) {
        in.next(free);
        packets = in.next();
        queued = in.next();
    }

    public long packets() {
        return packets;
    }

    /// Cycles that packets have waited for links.
    public long queuedCycles() {
        return queued >> FRACTION;
    }
}
