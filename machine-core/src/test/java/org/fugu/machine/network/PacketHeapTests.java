package org.fugu.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketHeapTests {
    private static final int NODES = 4;

    /// In the order of launches, whatever the order in which they were collected.
    @Test
    void packetsLeaveInTheOrderInWhichTheyAreSettled() {
        var random = new Random(5);
        var heap = new PacketHeap(NODES);
        var outboxes = new Outbox[NODES];
        for (int node = 0; node < NODES; node++) outboxes[node] = new Outbox(node);
        var pool = new PacketPool();
        for (int i = 0; i < 300; i++) {
            outboxes[random.nextInt(NODES)].launch(random.nextInt(20), Traffic.USER, 0, 8, 0);
            if (i % 7 == 0) outboxes[random.nextInt(NODES)].collect(heap, pool);
        }
        for (var outbox : outboxes) outbox.collect(heap, pool);
        assertThat(heap.size()).isEqualTo(300);
        var sorted = heap.inOrder();
        Packet last = null;
        for (var expected : sorted) {
            assertThat(heap.headTime()).isEqualTo(expected.time());
            var packet = heap.take();
            assertThat(packet).isSameAs(expected);
            if (last != null) assertThat(packet.isBefore(last, NODES)).isFalse();
            last = packet;
        }
        assertThat(heap.headTime()).isEqualTo(Interconnect.NONE);
    }
}
