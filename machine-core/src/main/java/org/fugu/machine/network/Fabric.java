package org.fugu.machine.network;

import org.fugu.machine.observe.LinkTraffic;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// What coherence and user messages cross: links, each of which carries one packet at a time. A
/// packet books the links of its route in the global order of launches: it starts on a link when
/// its head is there and the link is free. A later launch can therefore never delay a booked one.
///
/// Times within the fabric are in 1/1024 cycles, because a link moves a broken number of bytes a
/// cycle.
public abstract sealed class Fabric permits Mesh, Bus, Lan {
    private static final int FRACTION = 10;
    private static final int SMALL = 256;

    // Values of network.topology.
    private static final int MESH = 0;
    private static final int BUS = 1;
    private static final int LAN = 2;

    /// From the head's start on the first link to the link behind it.
    final long inject;

    /// The same for the links between.
    final long hop;

    /// From the tail's leaving the last link to the receiver.
    final long eject;

    private final long[] free;
    private final int header;
    private final Cells cells;

    /// How long packets take that are no larger than most: dividing takes the host long.
    private final long[] serialised = new long[SMALL];

    /// In kHz, or cycles a millisecond.
    private final long clock;

    /// In KB/s, or bytes a millisecond.
    private final long bandwidth;

    private long queued;
    private @Nullable LinkTraffic traffic;

    /// @param injectCycles from the head's start on the first link to the link behind it
    Fabric(int links, long injectCycles, Preset preset) {
        free = new long[links];
        inject = fixed(injectCycles);
        hop = fixed(preset.cyclesOf("network.hop"));
        eject = fixed(preset.cyclesOf("network.eject"));
        header = preset.intValue("network.header");
        cells = Cells.of(preset);
        clock = preset.value("processor.clock");
        bandwidth = preset.value("network.bandwidth");
        for (int bytes = 0; bytes < SMALL; bytes++) serialised[bytes] = onTheWire(bytes);
    }

    /// The one that the preset asks for.
    static Fabric of(MeshShape shape, Preset preset) {
        return switch (preset.intValue("network.topology")) {
            case MESH -> new Mesh(shape, preset);
            case BUS -> new Bus(preset);
            case LAN -> new Lan(shape.nodes(), preset);
            default -> throw new IllegalStateException("the preset allows a topology that nobody knows");
        };
    }

    /// Cycles in the fabric's own unit.
    static long fixed(long cycles) {
        return cycles << FRACTION;
    }

    /// Cycles, rounded up: when something has happened for the rest of the machine.
    static long cycles(long fixed) {
        return fixed + (1 << FRACTION) - 1 >> FRACTION;
    }

    private static long least(long fixed) {
        return Math.max(1, fixed >> FRACTION);
    }

    /// How long it takes until that many bytes have passed.
    final long serialised(int bytes) {
        return bytes < SMALL ? serialised[bytes] : onTheWire(bytes);
    }

    private long onTheWire(int bytes) {
        return fixed(cells.onTheWire(bytes) * clock) / bandwidth;
    }

    /// Bytes of a packet with that many bytes of content.
    public final int packetBytes(int content) {
        return header + content;
    }

    /// Of a link that is everybody's.
    static final int NOBODY = -1;

    /// Whose link it is: only packets from or to that node, or between nodes on both sides of it, cross
    /// it; or [#NOBODY].
    abstract int nodeOf(int link);

    /// The links of a packet's way in their order, at least one. For reading, and only until the next call.
    abstract int[] route(int source, int destination);

    /// The least time that the head takes to another node, without the last link.
    long leastWay() {
        return inject;
    }

    /// Whole cycles below which no packet reaches another node.
    public final long leastLatency() {
        return leastLatency(packetBytes(0));
    }

    /// The same for packets of that many bytes or more.
    public final long leastLatency(int bytes) {
        return least(leastWay() + eject + serialised(bytes));
    }

    /// How long a packet takes from a node to itself, with nothing in its way: the least.
    public final long leastLoopLatency() {
        return least(inject + eject + serialised(packetBytes(0)));
    }

    /// How long a packet of that many bytes takes that has only the last link before it: the least.
    final long leastRestLatency(int bytes) {
        return least(eject + serialised(bytes));
    }

    /// The time at which a packet launched at that cycle asks for the first link.
    long request(long cycle) {
        return fixed(cycle);
    }

    /// Whether the kernels' packets have no network of their own and go this way.
    public boolean carriesSystemPackets() {
        return false;
    }

    /// Books a packet's whole way.
    ///
    /// @param time of launch, never before that of the packet booked last
    /// @return the cycle at which the last byte has arrived
    public final long book(long time, int source, int destination, int bytes) {
        var way = route(source, destination);
        int last = way.length - 1;
        long length = serialised(bytes);
        long head = request(time);
        long start = head;
        for (int at = 0; at <= last; at++) {
            start = cross(way[at], head, length);
            tell(way[at], start, bytes);
            head = start + (at == 0 ? inject : hop);
        }
        return cycles(start + length + eject);
    }

    /// Books the whole way of a packet whose bytes come one after the other. Its head goes as soon as
    /// the first are there, and each link is its own until the last piece has passed, which cannot be
    /// sooner than it has come. It is booked when all have come, so whatever was launched meanwhile
    /// goes before it.
    ///
    /// @param lead cycles before `time` at which the first bytes were there; with 0 it is as [#book]
    final long bookStream(long time, long lead, int source, int destination, int bytes) {
        var way = route(source, destination);
        int last = way.length - 1;
        long length = serialised(bytes);
        long piece = Math.min(length, serialised(packetBytes(Packet.PIECE)));
        long head = request(time - lead);
        // When the last piece asks for the link.
        long tail = request(time);
        long end = 0;
        for (int at = 0; at <= last; at++) {
            long start = cross(way[at], head, length, tail + piece);
            end = free[way[at]];
            // For observers the past is over.
            tell(way[at], Math.max(start, fixed(time)), bytes);
            long next = at == 0 ? inject : hop;
            head = start + next;
            tail = end - piece + next;
        }
        return cycles(end + eject);
    }

    /// From a head's start on the link at that place of a route to the next link, and from its
    /// start on the last link until the tail has arrived.
    final long delay(int at, int last, long length) {
        if (at == last) return eject + length;
        return at == 0 ? inject : hop;
    }

    /// Books one link.
    ///
    /// @param head when it is there
    /// @return when it gets onto the link
    final long cross(int link, long head, long length) {
        return cross(link, head, length, 0);
    }

    /// @param notBefore the link is not free again before that
    private long cross(int link, long head, long length, long notBefore) {
        long start = Math.max(head, free[link]);
        queued += start - head;
        free[link] = Math.max(start + length, notBefore);
        return start;
    }

    /// Tells who observes that a packet got onto a link.
    final void tell(int link, long start, int bytes) {
        if (traffic != null) traffic.crosses(link, start >> FRACTION, bytes);
    }

    /// Lets somebody know of everything that crosses a link from now on.
    public final void observe(LinkTraffic observer) {
        traffic = observer;
    }

    /// What people call a link.
    public String linkName(int link) {
        return "link " + link;
    }

    public final void save(StateWriter out) {
        out.add(free).add(queued);
    }

    public final void restore(StateReader in) {
        in.next(free);
        queued = in.next();
    }

    /// The same in the fabric's own unit.
    final long queued() {
        return queued;
    }

    /// Cycles that packets have waited for links.
    public final long queuedCycles() {
        return queued >> FRACTION;
    }
}
