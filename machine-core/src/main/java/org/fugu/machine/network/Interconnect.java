package org.fugu.machine.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import org.fugu.machine.observe.Latencies;
import org.fugu.machine.observe.Latency;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// The networks, which run between the windows of the nodes. What the nodes launched is settled in
/// one global order (time, traffic, tie, sequence); a delivery becomes an event of its receiver.
/// Links that parked messages release are settled in the same order, before launches of equal time.
///
/// Coherence requests, coherence replies and user messages are virtual networks: they share the
/// fabric's links but not its buffers. Coherence controllers take whatever comes, so only the user
/// network can back up. A sender is told to stop as long as one of its messages is parked there.
///
/// # Why windows stay exact
///
/// What a node does takes a while to have an effect on another one, whose horizon is no later. What was on
/// its way before its launch ([Packet#lead]) does so too, since its last piece was not. Parked messages
/// are already on their way, so they can arrive sooner after what lets them go on: R, the time over the
/// last link ([Fabric#leastRestLatency]), or L, after which their senders learn of it. They are let go by
/// three things.
///
/// - A link that is known to be released at T: no node runs past T + R, nor T + L.
/// - A slot freed at t that the networks have not settled. They learn of it at t + L. If a message
///   waits for it now, no node runs past t + L + R, nor t + 2 L. If none does now, one may until then:
///   either a link was released for it, which bounds every node already; or it is launched at
///   u < t + L, and then arrives no earlier than as if it had not been parked, because its head has to
///   come there first. Its sender learns after u + 2 L that it may go on, and runs up to u + 2 L only.
/// - A slot that a node will free, at its next action or later: as long as any message is parked, no node
///   runs past the earliest next action + L + R, nor + 2 L ([#earliestEffectOfCredits]). The node itself
///   stops at t + L if a message waits for the slot when the window begins. If none waits then, it is as above.
///
/// A message let go may release links in turn, but later than it was let go itself.
public final class Interconnect {
    /// No packet waits to be settled.
    public static final long NONE = Long.MAX_VALUE;

    private static final int MOST_PACKETS = 1 << 24;

    private final Fabric fabric;
    private final SystemNetwork system;
    private final MessageNetwork messages;
    private final PacketHeap pending;
    private final PacketPool pool = new PacketPool();
    private final RollingHash hash;
    private final Latencies latencies;
    private final long lookahead;
    private final long[] blockedAt;
    private final int[] blockedBy;
    private long order;

    /// Nodes that have nothing to do with each other have different ones; null if all may have.
    private int @Nullable [] areas;

    // Of the settlement that is going on.
    private long settleBound;
    private long[] areaBounds = {};
    private long notBefore;
    private Receiver receiver = (node, time, number, packet) -> {};

    public Interconnect(MeshShape shape, Preset preset, RollingHash hash, Latencies latencies) {
        int nodes = shape.nodes();
        fabric = Fabric.of(shape, preset);
        system = new SystemNetwork(nodes, preset);
        messages = new MessageNetwork(nodes, fabric, preset, new MessageExit());
        this.hash = hash;
        this.latencies = latencies;
        lookahead = fabric.carriesSystemPackets()
                ? fabric.leastLatency()
                : Math.min(fabric.leastLatency(), system.leastLatency());
        blockedAt = new long[nodes];
        blockedBy = new int[nodes];
        pending = new PacketHeap(nodes);
    }

    public Fabric fabric() {
        return fabric;
    }

    public SystemNetwork system() {
        return system;
    }

    /// The shortest time that any packet takes to another node, and a credit to the networks: L.
    public long lookahead() {
        return lookahead;
    }

    /// Takes what a node launched.
    public void collect(Outbox outbox) {
        outbox.collect(pending, pool);
    }

    /// When the earliest thing that is not settled happens: a launch, or a link's release; or
    /// [#NONE].
    public long earliestPending() {
        return Math.min(pending.headTime(), messages.nextRelease());
    }

    /// How many packets are not settled yet.
    public int pending() {
        return pending.size();
    }

    /// One of them, in no particular order.
    ///
    /// @param index 0 to [#pending] - 1
    public Packet pending(int index) {
        return pending.get(index);
    }

    /// The earliest time at which a packet that is not settled can have an effect on another node than its
    /// source, parked messages apart.
    public long earliestEffect(Packet packet) {
        return switch (packet.traffic()) {
            case REQUEST, REPLY -> packet.time() + fabric.leastLatency(packet.bytes());
            case USER ->
                packet.time() + fabric.leastLatency(Math.min(packet.bytes(), fabric.packetBytes(Packet.PIECE)));
            case SYSTEM -> packet.time() + leastSystemLatency();
            case CREDIT -> NONE;
        };
    }

    /// The earliest time at which parked messages that a packet lets go can have an effect on any
    /// node, or [#NONE].
    public long earliestEffectOnAll(Packet packet) {
        boolean letsGo = packet.traffic() == Traffic.CREDIT && messages.waitsFor(packet.source());
        return letsGo ? packet.time() + leastRest() : NONE;
    }

    /// The same for the links that are known to be released.
    public long earliestEffectOfReleases() {
        long release = messages.nextRelease();
        return release == NONE ? NONE : release + leastRest();
    }

    /// The same for the credits of slots that nodes may free from a time on.
    public long earliestEffectOfCredits(long earliest) {
        return messages.anyWaits() && earliest != NONE ? earliest + lookahead + leastRest() : NONE;
    }

    private long leastRest() {
        return Math.min(fabric.leastRestLatency(fabric.packetBytes(Long.BYTES)), lookahead);
    }

    /// Whole cycles below which no packet of the kernels' reaches another node.
    public long leastSystemLatency() {
        return fabric.carriesSystemPackets()
                ? fabric.leastLatency(fabric.packetBytes(Long.BYTES))
                : system.leastLatency();
    }

    /// Whether a message for this node waits for a free slot of its queue.
    public boolean hasParkedFor(int node) {
        return messages.anyWaits() && messages.waitsFor(node);
    }

    /// Whether nothing is on its way that has an effect on one of these nodes, or comes from one.
    public boolean isQuiet(BitSet nodes) {
        for (int i = 0; i < pending.size(); i++) {
            var packet = pending.get(i);
            if (nodes.get(packet.source()) || nodes.get(packet.destination())) return false;
        }
        return !messages.letsGoOn(nodes);
    }

    /// Settles, in order, everything that happens before `bound`, a time before which no node can
    /// launch anything as things stand. A delivery may wake its receiver earlier than that, so each
    /// one lowers the bound to its own time.
    ///
    /// @param earliestDelivery deliveries are not entered before this time (relaxed and functional
    ///     runs; else 0)
    public void settle(long bound, long earliestDelivery, Receiver to) {
        settleBound = bound;
        notBefore = earliestDelivery;
        receiver = to;
        if (areas != null) settleAreas(areas, bound);
        else settleAll();
    }

    private void settleAll() {
        while (earliestPending() < settleBound) {
            if (messages.nextRelease() <= pending.headTime()) messages.release();
            else settle(pending.take());
        }
    }

    /// Parts the nodes: none sends anything to a node of another area, or over its links. A delivery in
    /// one then holds up nothing in another: each is settled as if it were alone. Where all share one
    /// link, nothing is parted.
    ///
    /// @param areaOfNode numbers from 0
    public void part(int[] areaOfNode) {
        if (fabric.nodeOf(0) == Fabric.NOBODY) return;
        areas = areaOfNode.clone();
        areaBounds = new long[Arrays.stream(areas).max().orElse(0) + 1];
    }

    private void settleAreas(int[] areaOf, long bound) {
        Arrays.fill(areaBounds, bound);
        var later = new ArrayList<Packet>();
        while (earliestPending() < bound) {
            if (messages.nextRelease() <= pending.headTime()) {
                int area = areaOf[fabric.nodeOf(messages.nextReleasedLink())];
                if (messages.nextRelease() < areaBounds[area]) messages.release();
                else messages.holdRelease();
            } else {
                var packet = pending.take();
                if (packet.time() < areaBounds[areaOf[packet.source()]]) settle(packet);
                else later.add(packet);
            }
        }
        for (var packet : later) pending.add(packet);
        messages.giveReleasesBack();
    }

    private void settle(Packet packet) {
        hash.add(packet.time(), packet.where(), packet.fingerprint());
        int source = packet.source();
        int destination = packet.destination();
        long queued = fabric.queued();
        boolean isBooked = isBooked(packet.traffic());
        switch (packet.traffic()) {
            case SYSTEM -> deliver(destination, bookSystem(packet), packet);
            case REQUEST, REPLY ->
                deliver(destination, fabric.book(packet.time(), source, destination, packet.bytes()), packet);
            case USER -> messages.launch(packet);
            case CREDIT -> {
                messages.freed(packet.time(), source);
                pool.give(packet);
            }
        }
        if (isBooked) latencies.record(Latency.LINK_WAIT, source, Fabric.cycles(fabric.queued() - queued));
    }

    private static boolean isBooked(Traffic traffic) {
        return switch (traffic) {
            case REQUEST, REPLY, USER -> true;
            case SYSTEM, CREDIT -> false;
        };
    }

    private long bookSystem(Packet packet) {
        if (!fabric.carriesSystemPackets()) return system.book(packet.time(), packet.source(), packet.bytes());
        int bytes = fabric.packetBytes(packet.bytes());
        return fabric.book(packet.time(), packet.source(), packet.destination(), bytes);
    }

    private void deliver(int node, long wanted, Packet packet) {
        long time = Math.max(wanted, notBefore);
        if (areas == null) settleBound = Math.min(settleBound, time);
        else areaBounds[areas[node]] = Math.min(areaBounds[areas[node]], time);
        receiver.deliver(node, time, order++, packet);
    }

    /// Delivers user messages and tells their senders to stop and to go on.
    private final class MessageExit implements MessageNetwork.Exit {
        @Override
        public void carried(Packet packet, long now, long arrival, boolean waited) {
            latencies.record(Latency.MESSAGE_NETWORK, packet.source(), arrival - packet.time());
            deliver(packet.destination(), arrival, packet);
            int source = packet.source();
            if (!waited || --blockedBy[source] > 0) return;
            signal(source, Math.max(now + lookahead, blockedAt[source] + 1), false, packet);
        }

        @Override
        public void parked(Packet packet) {
            int source = packet.source();
            if (blockedBy[source]++ > 0) return;
            blockedAt[source] = Math.max(packet.time() + 2 * lookahead, notBefore);
            signal(source, blockedAt[source], true, packet);
        }
    }

    private void signal(int source, long time, boolean blocked, Packet cause) {
        var signal =
                pool.take().address(cause.time(), Traffic.CREDIT, cause.destination(), source, cause.sequence(), 0, 0);
        signal.backpressure(blocked);
        deliver(source, time, signal);
    }

    /// Writes everything that is on its way. Packets stand in the order in which they will be
    /// settled.
    public void save(StateWriter out) {
        fabric.save(out);
        system.save(out);
        messages.save(out);
        out.add(order).add(blockedAt).add(blockedBy);
        out.add(pending.size());
        for (var packet : pending.inOrder()) packet.save(out);
    }

    public void restore(StateReader in) {
        fabric.restore(in);
        system.restore(in);
        messages.restore(in);
        order = in.next();
        in.next(blockedAt);
        in.next(blockedBy);
        pending.clear();
        for (int left = in.nextInt(0, MOST_PACKETS); left > 0; left--) pending.add(Packet.restored(in));
    }

    /// How many user messages ever had to wait because a queue was full or a link held.
    public long parkedEver() {
        return messages.parkedEver();
    }
}
