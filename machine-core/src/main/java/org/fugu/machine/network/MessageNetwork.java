package org.fugu.machine.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The virtual network of user messages. Its buffers are finite, and programs may leave messages
/// where they are; so it backs up.
///
/// A message that finds the input queue of its destination full is *parked*: its head stands before
/// the last link, and its flits fill the buffers behind the links before that one, so that no other
/// user message gets over these links: they are *held*. A later message whose route needs a held
/// link is parked before it, and holds the links before that place in turn. Whoever does not need a
/// held link goes on.
///
/// When a slot of the queue is freed, the message that has waited longest for it goes on from where
/// its head stands. As its tail passes them, the links it held are released, and those that waited
/// for one of them go on, in the order in which they came, until it is held again.
///
/// On a bus a route is one link: a parked message holds nothing and is sent again as a whole.
///
/// Messages between two nodes keep their order: they have the same route, and one that is parked
/// holds the link before its place, or waits in the same queue as the one behind it.
final class MessageNetwork {
    /// Where messages go to.
    interface Exit {
        /// A message has found its way to the end.
        ///
        /// @param now when that was settled
        /// @param arrival when its last byte is there
        /// @param waited whether it was parked before
        void carried(Packet packet, long now, long arrival, boolean waited);

        /// A message that was just launched cannot go on.
        void parked(Packet packet);
    }

    /// The tail of a message passes a link that it held.
    private record Release(long time, long order, int link) {}

    // For reading: what a snapshot may hold at the most.
    private static final int MOST = 1 << 24;

    private final Fabric fabric;
    private final Exit exit;
    private final int buffer;
    private final int slots;
    private final int[] occupied;

    /// Of the packet that is looked at.
    private int[] route = {};

    private final BitSet held = new BitSet();
    private final ArrayDeque<ParkedMessage>[] beforeQueue;
    private final TreeMap<Integer, ArrayDeque<ParkedMessage>> beforeLink = new TreeMap<>();
    private final PriorityQueue<Release> releases =
            new PriorityQueue<>(Comparator.comparingLong(Release::time).thenComparingLong(Release::order));

    /// Releases that are left out of the settlement that is going on.
    private final ArrayList<Release> later = new ArrayList<>();

    private long releaseOrder;
    private long parkedEver;

    /// How many messages wait.
    private int parked;

    @SuppressWarnings({"unchecked", "rawtypes"})
    MessageNetwork(int nodes, Fabric fabric, Preset preset, Exit exit) {
        this.fabric = fabric;
        this.exit = exit;
        buffer = preset.intValue("network.buffer");
        slots = preset.intValue("message.input_queue");
        occupied = new int[nodes];
        beforeQueue = new ArrayDeque[nodes];
        for (int i = 0; i < nodes; i++) beforeQueue[i] = new ArrayDeque<>();
    }

    /// Whether a message waits for a free slot of this node's queue.
    boolean waitsFor(int node) {
        return !beforeQueue[node].isEmpty();
    }

    /// Whether any message waits, for a slot or for a link.
    boolean anyWaits() {
        return parked > 0;
    }

    /// Whether a link will be released for which a message of one of these nodes waits.
    boolean letsGoOn(BitSet nodes) {
        for (var release : releases) {
            var waiting = beforeLink.get(release.link());
            if (waiting == null) continue;
            for (var message : waiting) if (nodes.get(message.packet().source())) return true;
        }
        return false;
    }

    /// How many messages ever had to wait.
    long parkedEver() {
        return parkedEver;
    }

    void launch(Packet packet) {
        if (packet.lead() > 0 && isOpenAllTheWay(packet)) stream(packet);
        else goOn(packet, 0, fabric.request(packet.time()), packet.time(), false);
    }

    /// A message whose bytes were read one after the other, and that nothing stops: it is on its way since
    /// the first. One that is stopped would have filled the buffers before; it goes as if all of it
    /// had come now.
    private void stream(Packet packet) {
        int destination = packet.destination();
        long arrival = fabric.bookStream(packet.time(), packet.lead(), packet.source(), destination, packet.bytes());
        occupied[destination]++;
        exit.carried(packet, packet.time(), arrival, false);
    }

    private boolean isOpenAllTheWay(Packet packet) {
        route = fabric.route(packet.source(), packet.destination());
        int last = route.length - 1;
        for (int at = 0; at <= last; at++) {
            if (!isOpen(at, last, packet.destination())) return false;
        }
        return true;
    }

    /// A slot of a node's queue is free.
    void freed(long time, int node) {
        occupied[node]--;
        var first = beforeQueue[node].poll();
        if (first != null) goOn(first, time);
    }

    /// When the next link is released, or [Interconnect#NONE].
    long nextRelease() {
        // Nearly always there is none, and this is asked for every packet.
        return releases.isEmpty() ? Interconnect.NONE : releases.element().time();
    }

    /// The link that is released next. There must be one.
    int nextReleasedLink() {
        return releases.element().link();
    }

    /// Leaves the next release for later.
    void holdRelease() {
        later.add(releases.remove());
    }

    void giveReleasesBack() {
        releases.addAll(later);
        later.clear();
    }

    /// Releases the next link.
    void release() {
        var release = releases.remove();
        int link = release.link();
        held.clear(link);
        var waiting = beforeLink.get(link);
        if (waiting == null) return;
        while (!held.get(link) && !waiting.isEmpty()) goOn(waiting.remove(), release.time());
        if (waiting.isEmpty()) beforeLink.remove(link);
    }

    /// Lets a message go as far as it can. One that has waited gets over at least one link.
    private void goOn(ParkedMessage message, long now) {
        parked--;
        goOn(message.packet(), message.at(), message.head(), now, true);
    }

    /// @param place how many links of its route it has passed
    /// @param since when its head came there, in the fabric's unit
    private void goOn(Packet packet, int place, long since, long now, boolean waited) {
        int destination = packet.destination();
        route = fabric.route(packet.source(), destination);
        int last = route.length - 1;
        long length = fabric.serialised(packet.bytes());
        long head = Math.max(since, fabric.request(now));
        long left = head;
        int at = place;
        while (at <= last && isOpen(at, last, destination)) {
            long start = fabric.cross(route[at], head, length);
            fabric.tell(route[at], start, packet.bytes());
            if (at == place) left = start;
            head = start + fabric.delay(at, last, length);
            at++;
        }
        boolean arrives = at > last;
        int filled = Math.ceilDiv(packet.bytes(), buffer);
        int firstHeld = arrives ? Integer.MAX_VALUE : at - filled;
        releaseBehind(place, filled, firstHeld, left + length);
        for (int i = Math.max(place, firstHeld); i < at; i++) held.set(route[i]);
        if (arrives) {
            occupied[destination]++;
            exit.carried(packet, now, Fabric.cycles(head), waited);
            return;
        }
        var waiting = at == last
                ? beforeQueue[destination]
                : beforeLink.computeIfAbsent(route[at], link -> new ArrayDeque<>());
        waiting.add(new ParkedMessage(packet, at, head));
        parked++;
        if (waited) return;
        parkedEver++;
        exit.parked(packet);
    }

    private boolean isOpen(int at, int last, int destination) {
        return at < last ? !held.get(route[at]) : occupied[destination] < slots;
    }

    /// A message that filled the buffers behind the links before a place goes on, until it stands
    /// where it does not hold them any more. Its tail leaves the buffer next to that place last.
    ///
    /// @param tail when it does
    private void releaseBehind(int place, int filled, int firstHeld, long tail) {
        for (int i = Math.max(0, place - filled); i < Math.min(place, firstHeld); i++) {
            long passed = tail - (place - 1 - i) * fabric.serialised(buffer);
            releases.add(new Release(Fabric.cycles(passed), releaseOrder++, route[i]));
        }
    }

    /// Messages stand in the order in which they wait, links in that of their numbers.
    void save(StateWriter out) {
        out.add(occupied).add(releaseOrder).add(parkedEver);
        out.add(held.cardinality());
        held.stream().forEach(out::add);
        out.add(releases.size());
        releases.stream()
                .sorted(releases.comparator())
                .forEach(release -> out.add(release.time()).add(release.order()).add(release.link()));
        for (var waiting : beforeQueue) save(waiting, out);
        out.add(beforeLink.size());
        beforeLink.forEach((link, waiting) -> {
            out.add(link);
            save(waiting, out);
        });
    }

    private static void save(ArrayDeque<ParkedMessage> waiting, StateWriter out) {
        out.add(waiting.size());
        for (var message : waiting) message.save(out);
    }

    void restore(StateReader in) {
        parked = 0;
        in.next(occupied);
        releaseOrder = in.next();
        parkedEver = in.next();
        held.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) held.set(in.nextInt(0, MOST));
        releases.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            releases.add(new Release(in.next(), in.next(), in.nextInt(0, MOST)));
        }
        for (var waiting : beforeQueue) restore(waiting, in);
        beforeLink.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            restore(beforeLink.computeIfAbsent(in.nextInt(0, MOST), link -> new ArrayDeque<>()), in);
        }
    }

    private void restore(ArrayDeque<ParkedMessage> waiting, StateReader in) {
        waiting.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) waiting.add(ParkedMessage.restored(in));
        parked += waiting.size();
    }
}
