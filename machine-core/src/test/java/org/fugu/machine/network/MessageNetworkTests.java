package org.fugu.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.fugu.machine.observe.Latencies;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageNetworkTests {
    private static final int BUFFER = 16;
    private static final int QUEUE = 1;
    private static final Preset FUGU =
            Preset.named("fugu").with("message.input_queue", QUEUE).with("network.buffer", BUFFER);

    /// The networks and what came out of them.
    private static final class Rig {
        final int nodes;
        final Interconnect networks;
        final List<Packet> arrived = new ArrayList<>();
        final List<Long> times = new ArrayList<>();
        final Outbox[] outboxes;

        Rig(int columns, int rows) {
            nodes = columns * rows;
            networks = new Interconnect(new MeshShape(columns, rows), FUGU, new RollingHash(), new Latencies());
            outboxes = new Outbox[nodes];
            for (int i = 0; i < nodes; i++) outboxes[i] = new Outbox(i);
        }

        Rig launch(long time, Traffic traffic, int from, int to, int bytes) {
            outboxes[from].launch(time, traffic, to, bytes, 0).backpressure(false);
            networks.collect(outboxes[from]);
            return this;
        }

        /// The node takes a message out of its queue.
        Rig take(long time, int node) {
            return launch(time, Traffic.CREDIT, node, node, 0);
        }

        Rig settle(long until) {
            while (networks.earliestPending() < until) networks.settle(until, 0, this::deliver);
            return this;
        }

        private void deliver(int node, long time, long order, Packet packet) {
            if (packet.traffic() == Traffic.CREDIT) return;
            arrived.add(packet);
            times.add(time);
        }

        /// From whom the messages came that have arrived at a node, in order.
        List<Integer> sourcesAt(int node) {
            return arrived.stream()
                    .filter(packet -> packet.destination() == node)
                    .map(Packet::source)
                    .toList();
        }
    }

    /// ```
    /// 0 1 2 3
    /// 4 5 6 7
    /// ```
    /// Node 3 has taken nothing; a second message from 0 stands before it.
    private static Rig backedUpAt3(int bytes) {
        return new Rig(4, 2)
                .launch(0, Traffic.USER, 0, 3, bytes)
                .launch(100, Traffic.USER, 0, 3, bytes)
                .settle(200);
    }

    @Test
    void aMessageThatIsParkedHoldsAsManyLinksAsItFillsBuffers() {
        var shorter = backedUpAt3(BUFFER).launch(200, Traffic.USER, 1, 2, 16).settle(400);
        assertThat(shorter.sourcesAt(2)).containsExactly(1);
        var longer = backedUpAt3(BUFFER + 1).launch(200, Traffic.USER, 1, 2, 16).settle(400);
        assertThat(longer.sourcesAt(2)).isEmpty();
        assertThat(longer.networks.parkedEver()).isEqualTo(2);
    }

    @Test
    void aMessageThatNeedsAHeldLinkWaitsThoughItsDestinationIsFreeAndOthersGoOn() {
        var rig = backedUpAt3(BUFFER)
                .launch(200, Traffic.USER, 2, 7, 16) // over the link from 2 to 3
                .launch(201, Traffic.USER, 6, 7, 16)
                .launch(202, Traffic.USER, 3, 2, 16) // the other way
                .settle(400);
        assertThat(rig.sourcesAt(7)).containsExactly(6);
        assertThat(rig.sourcesAt(2)).containsExactly(3);

        rig.take(500, 3).take(600, 7).settle(700);
        assertThat(rig.sourcesAt(3)).containsExactly(0, 0);
        assertThat(rig.sourcesAt(7)).containsExactly(6, 2);
        assertThat(rig.networks.earliestPending()).isEqualTo(Interconnect.NONE);
    }

    @Test
    void aReleasedMessageTakesOnlyTheRestOfItsWay() {
        var rig = backedUpAt3(16).take(500, 3).settle(600);
        long length = Math.ceilDiv(16 * 1000, 2225);
        assertThat(rig.times.getLast()).isEqualTo(500 + FUGU.cyclesOf("network.eject") + length);
    }

    @Test
    void aSlotThatIsFreeBeforeTheHeadIsThereMakesNothingArriveSooner() {
        var rig = backedUpAt3(16).take(300, 3).settle(400);
        rig.launch(400, Traffic.USER, 0, 3, 16).take(401, 3).settle(500);
        long way = new Mesh(new MeshShape(4, 2), FUGU).book(0, 0, 3, 16);
        assertThat(rig.networks.parkedEver()).isEqualTo(2);
        assertThat(rig.times.getLast()).isEqualTo(400 + way);
    }

    /// What waited behind it starts over the held link when its tail has passed, not before.
    @Test
    void aLinkIsReleasedAsTheTailPasses() {
        var rig =
                backedUpAt3(16).launch(200, Traffic.USER, 2, 7, 16).take(500, 3).settle(600);
        long length = Math.ceilDiv(16 * 1000, 2225);
        long rest = 2 * FUGU.cyclesOf("network.hop") + FUGU.cyclesOf("network.eject") + length;
        assertThat(rig.times.getLast()).isEqualTo(500 + length + rest);
    }

    /// It leaves the buffer farthest behind first: when what fits the two before it has gone on.
    @Test
    void ofALongMessageTheLastLinkIsReleasedFirst() {
        var rig = backedUpAt3(3 * BUFFER).launch(200, Traffic.USER, 0, 1, 16).settle(500);
        assertThat(rig.sourcesAt(1)).isEmpty();
        rig.take(500, 3).settle(600);
        long rest = Math.ceilDiv(BUFFER * 1000, 2225);
        long way = FUGU.cyclesOf("network.hop") + FUGU.cyclesOf("network.eject") + rest;
        assertThat(rig.sourcesAt(1)).containsExactly(0);
        assertThat(rig.times.getFirst()).isLessThan(500);
        assertThat(rig.times).contains(500 + rest + way);
    }

    @Test
    void coherenceIsNotHeldByParkedMessages() {
        var rig = new Rig(4, 4);
        var random = new Random(11);
        for (int i = 0; i < 400; i++) {
            rig.launch(i, Traffic.USER, random.nextInt(16), random.nextInt(16), 12 + random.nextInt(60));
        }
        rig.settle(20_000);
        int users = rig.arrived.size();
        assertThat(rig.networks.parkedEver()).isEqualTo(400 - users);
        long time = 20_000;
        for (int from = 0; from < 16; from++) {
            for (int to = 0; to < 16; to++) {
                time += 100;
                rig.launch(time, from < to ? Traffic.REQUEST : Traffic.REPLY, from, to, 24)
                        .settle(time + 100);
                assertThat(rig.times.getLast() - time)
                        .as("from " + from + " to " + to)
                        .isEqualTo(new Mesh(new MeshShape(4, 4), FUGU).book(0, from, to, 24));
            }
        }
        assertThat(rig.arrived).hasSize(users + 16 * 16);
    }

    /// What a network that nobody empties looks like, worked out with sets of links: a message goes
    /// as far as the first link that is held; who does not need one arrives.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aReceiverThatTakesNothingWedgesExactlyThoseWhoNeedTheHeldLinks(long seed) {
        var random = new Random(seed);
        var rig = new Rig(4, 4);
        Set<String> held = new HashSet<>();
        Set<Integer> full = new HashSet<>();
        List<Long> through = new ArrayList<>();
        for (long time = 0; time < 100_000; time += 1_000) {
            int from = random.nextInt(16);
            int to = random.nextInt(3) == 0 ? 5 : random.nextInt(16);
            int bytes = 12 + random.nextInt(57);
            rig.launch(time, Traffic.USER, from, to, bytes).settle(time + 1_000);

            var links = linksOf(from, to);
            int passed = 0;
            while (passed < links.size() && !held.contains(links.get(passed))) passed++;
            if (passed == links.size() && full.add(to)) {
                through.add(time);
            } else {
                int first = Math.max(0, passed - Math.ceilDiv(bytes, BUFFER));
                held.addAll(links.subList(first, passed));
            }
        }
        assertThat(rig.arrived.stream().map(Packet::time)).containsExactlyElementsOf(through);
        assertThat(through).hasSizeBetween(4, 15);
    }

    /// The links of a way but the last one into the node.
    private static List<String> linksOf(int from, int to) {
        var links = new ArrayList<String>();
        links.add("into " + from);
        int at = from;
        while (at != to) {
            int step = at % 4 == to % 4 ? Integer.signum(to - at) * 4 : Integer.signum(to % 4 - at % 4);
            links.add(at + " to " + (at + step));
            at += step;
        }
        return links;
    }

    /// Receivers begin to take messages one after the other, at random times, while more are sent.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whenReceiversTakeMessagesAllArriveInOrderExactlyOnce(long seed) {
        var random = new Random(seed);
        var rig = new Rig(4, 4);
        var sent = new long[16][16];
        var seen = new long[16][16];
        var taken = new int[16];
        var opening = random.longs(16, 0, 20_000).toArray();
        long time = 0;
        int checked = 0;
        for (; time < 200_000; time++) {
            for (int i = random.nextInt(3); time < 5_000 && i > 0; i--) {
                int from = random.nextInt(16);
                int to = random.nextInt(4) == 0 ? 10 : random.nextInt(16);
                rig.outboxes[from]
                        .launch(time, Traffic.USER, to, 12 + random.nextInt(57), 0)
                        .system(++sent[from][to]);
                rig.networks.collect(rig.outboxes[from]);
            }
            rig.settle(time + 1);
            for (; checked < rig.arrived.size(); checked++) {
                var packet = rig.arrived.get(checked);
                assertThat(packet.words()[0]).isEqualTo(++seen[packet.source()][packet.destination()]);
                assertThat(rig.times.get(checked)).isGreaterThan(time);
                taken[packet.destination()]++;
            }
            int node = random.nextInt(16);
            if (time >= opening[node] && taken[node] > 0) {
                taken[node]--;
                rig.take(time + 1, node);
            }
        }
        assertThat(seen).isDeepEqualTo(sent);
        assertThat(rig.networks.parkedEver()).isGreaterThan(100);
        assertThat(rig.networks.earliestPending()).isEqualTo(Interconnect.NONE);
        for (int i = 0; i < 16; i++) assertThat(rig.networks.hasParkedFor(i)).isFalse();
    }
}
