package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelPacketTests {
    /// The highest byte of a frame of the highest number.
    private static final long LAST_ADDRESS = 0xffff_fff8L;

    private static List<KernelPacket> packets(int job, int environment, long value) {
        return List.of(
                new KernelPacket.JobEnded(job, environment),
                new KernelPacket.Drop(job, environment, value),
                new KernelPacket.Dropped(job, environment, value),
                new KernelPacket.Read(job, environment, LAST_ADDRESS),
                new KernelPacket.Swap(job, environment, LAST_ADDRESS, value, ~value),
                new KernelPacket.Value(job, environment, value));
    }

    @Test
    void everyPacketIsReadAsItWasWritten() {
        var random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            for (var packet : packets(random.nextInt(256), random.nextInt(256), random.nextLong())) {
                assertThat(packet.words()).hasSizeLessThanOrEqualTo(4);
                assertThat(KernelPacket.of(packet.words())).isEqualTo(packet);
            }
        }
    }

    @Test
    void aWriteBringsItsData() {
        for (int count = 1; count <= KernelPacket.MOST_DATA; count++) {
            var data = new Random(count).longs(count).toArray();
            var written = new KernelPacket.Write(200, 255, LAST_ADDRESS, data).words();
            assertThat(written).hasSize(1 + count);
            var read = (KernelPacket.Write) Objects.requireNonNull(KernelPacket.of(written));
            assertThat(read.job()).isEqualTo(200);
            assertThat(read.environment()).isEqualTo(255);
            assertThat(read.address()).isEqualTo(LAST_ADDRESS);
            assertThat(read.data()).isEqualTo(data);
        }
    }

    @Test
    void ofTheFirstJobNothingIsAdded() {
        assertThat(new KernelPacket.JobEnded(0, 0).words()).containsExactly(1);
        assertThat(new KernelPacket.Drop(0, 0, 7).words()).containsExactly(2, 7);
        assertThat(new KernelPacket.Read(0, 0, 0x1008).words()).containsExactly(0x1008L << 16 | 1 << 8 | 4);
    }

    @Test
    void turnsAndThrottlesComeAsTheyWereSent() {
        var throttle = new KernelPacket.Throttle(3, 4, true);
        assertThat(KernelPacket.of(throttle.words())).isEqualTo(throttle);
        var turn = new KernelPacket.Turn(0, 0, Long.MAX_VALUE);
        assertThat(KernelPacket.of(turn.words())).isEqualTo(turn);
    }

    @Test
    void whatIsNoPacketIsNone() {
        for (int kind : new int[] {0, 19, 99, 255}) {
            assertThat(KernelPacket.of(new long[] {kind, 0, 0, 0})).isNull();
        }
    }
}
