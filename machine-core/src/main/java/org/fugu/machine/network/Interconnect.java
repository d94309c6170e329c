package org.fugu.machine.network;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshShape;

/// Both networks, which run between the windows of the nodes. What the nodes launched is settled in
/// one global order (time, traffic, tie, sequence); a delivery becomes an event of its receiver.
///
/// User messages have finite buffers: a message that finds the input queue of its destination full
/// is parked, and its sender is told to stop, until a message is disposed of there.
public final class Interconnect {
    /// No packet waits to be settled.
    public static final long NONE = Long.MAX_VALUE;

    private static final int MOST_PACKETS = 1 << 24;

    private final Mesh mesh;
    private final SystemNetwork system;
    private final PriorityQueue<Packet> pending;
    private final RollingHash hash;
    private final long lookahead;
    private final int inputQueue;
    private final int[] occupied;
    private final ArrayDeque<Packet>[] parked;
    private final long[] blockedAt;
    private final int[] blockedBy;
    private long order;
    private long settleBound;
    private long parkedEver;

    @SuppressWarnings({"unchecked", "rawtypes"})
    public Interconnect(MeshShape shape, Preset preset, RollingHash hash) {
        int nodes = shape.nodes();
        mesh = new Mesh(shape, preset);
        system = new SystemNetwork(nodes, preset);
        this.hash = hash;
        lookahead = Math.min(mesh.leastLatency(), system.leastLatency());
        inputQueue = preset.intValue("message.input_queue");
        occupied = new int[nodes];
        parked = new ArrayDeque[nodes];
        for (int i = 0; i < nodes; i++) parked[i] = new ArrayDeque<>();
        blockedAt = new long[nodes];
        blockedBy = new int[nodes];
        pending = new PriorityQueue<>(Comparator.comparingLong(Packet::time)
                .thenComparing(Packet::traffic)
                .thenComparingInt(packet -> packet.tie(nodes))
                .thenComparingLong(Packet::sequence));
    }

    public Mesh mesh() {
        return mesh;
    }

    public SystemNetwork system() {
        return system;
    }

    /// The shortest time from a launch to its earliest effect on another node: L in the rule for
    /// horizons.
    public long lookahead() {
        return lookahead;
    }

    /// Takes what a node launched.
    public void collect(Outbox outbox) {
        pending.addAll(outbox.packets());
        outbox.packets().clear();
    }

    /// When the earliest packet that is not settled was launched, or [#NONE].
    public long earliestPending() {
        var first = pending.peek();
        return first == null ? NONE : first.time();
    }

    /// Shows every packet that is not settled yet, in no particular order.
    public void forEachPending(Consumer<Packet> consumer) {
        pending.forEach(consumer);
    }

    /// The earliest time at which a packet can have an effect on its own source.
    public long earliestEcho(Packet packet) {
        boolean near = packet.traffic() == Traffic.CREDIT || packet.source() == packet.destination();
        return packet.time() + (near ? mesh.leastLoopLatency() : 2 * lookahead);
    }

    /// Whether a message for this node waits for a free slot of its queue.
    public boolean hasParkedFor(int node) {
        return !parked[node].isEmpty();
    }

    /// Settles, in order, everything launched before `bound`, a time before which no node can
    /// launch anything as things stand. A delivery may wake its receiver earlier than that, so each
    /// one lowers the bound to its own time.
    ///
    /// @param notBefore deliveries are not entered before this time (relaxed and functional runs;
    ///     else 0)
    public void settle(long bound, long notBefore, Receiver receiver) {
        settleBound = bound;
        while (!pending.isEmpty() && pending.peek().time() < settleBound) {
            var packet = pending.remove();
            hash.add(packet.time(), packet.where(), packet.payload().fingerprint());
            switch (packet.traffic()) {
                case SYSTEM -> {
                    long arrival = system.book(packet.time(), packet.source(), packet.bytes());
                    deliver(packet.destination(), Math.max(arrival, notBefore), packet, receiver);
                }
                case REQUEST, REPLY -> carry(packet.time(), packet, notBefore, receiver);
                case USER -> admit(packet, notBefore, receiver);
                case CREDIT -> credit(packet, notBefore, receiver);
            }
        }
    }

    private void deliver(int node, long time, Packet packet, Receiver receiver) {
        settleBound = Math.min(settleBound, time);
        receiver.deliver(node, time, order++, packet);
    }

    private void carry(long time, Packet packet, long notBefore, Receiver receiver) {
        long arrival = mesh.book(time, packet.source(), packet.destination(), packet.bytes());
        deliver(packet.destination(), Math.max(arrival, notBefore), packet, receiver);
    }

    private void admit(Packet packet, long notBefore, Receiver receiver) {
        int destination = packet.destination();
        if (occupied[destination] < inputQueue) {
            occupied[destination]++;
            carry(packet.time(), packet, notBefore, receiver);
            return;
        }
        parked[destination].add(packet);
        parkedEver++;
        int source = packet.source();
        if (blockedBy[source]++ == 0) {
            blockedAt[source] = Math.max(packet.time() + 2 * lookahead, notBefore);
            signal(source, blockedAt[source], true, packet, receiver);
        }
    }

    private void credit(Packet credit, long notBefore, Receiver receiver) {
        int destination = credit.source();
        var waiting = parked[destination].poll();
        if (waiting == null) {
            occupied[destination]--;
            return;
        }
        carry(credit.time(), waiting, notBefore, receiver);
        int source = waiting.source();
        if (--blockedBy[source] == 0) {
            long resume = Math.max(credit.time() + lookahead, blockedAt[source] + 1);
            signal(source, Math.max(resume, notBefore), false, waiting, receiver);
        }
    }

    private void signal(int source, long time, boolean blocked, Packet cause, Receiver receiver) {
        var signal = new Packet(
                cause.time(),
                Traffic.CREDIT,
                cause.destination(),
                source,
                cause.sequence(),
                0,
                new Backpressure(blocked));
        deliver(source, time, signal, receiver);
    }

    /// Writes everything that is on its way. Packets stand in the order in which they will be
    /// settled.
    public void save(StateWriter out) {
        mesh.save(out);
        system.save(out);
        out.add(order).add(parkedEver).add(occupied).add(blockedAt).add(blockedBy);
        out.add(pending.size());
        pending.stream().sorted(pending.comparator()).forEach(packet -> packet.save(out));
        for (var waiting : parked) {
            out.add(waiting.size());
            for (var packet : waiting) packet.save(out);
        }
    }

    /// @param payloads reads a payload with its tag
    public void restore(StateReader in, Function<StateReader, Payload> payloads) {
        mesh.restore(in);
        system.restore(in);
        order = in.next();
        parkedEver = in.next();
        in.next(occupied);
        in.next(blockedAt);
        in.next(blockedBy);
        pending.clear();
        for (int left = in.nextInt(0, MOST_PACKETS); left > 0; left--) pending.add(Packet.restored(in, payloads));
        for (var waiting : parked) {
            waiting.clear();
            for (int left = in.nextInt(0, MOST_PACKETS); left > 0; left--) waiting.add(Packet.restored(in, payloads));
        }
    }

    /// How many user messages ever had to wait because a queue was full.
    public long parkedEver() {
        return parkedEver;
    }
}
