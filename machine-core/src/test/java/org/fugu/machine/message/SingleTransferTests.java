package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One transfer without a unit or a node: whatever its parts are and whatever has to wait, it moves every
/// byte once, in order, and says so once.
class SingleTransferTests {
    private static final long PIECE_CYCLES = 3;
    private static final long NONE = -1;

    /// Memory whose lines are sometimes elsewhere.
    private static final class Lines implements BulkTransfer.Port {
        final Dram dram = new Dram();
        private final Random random;
        private final int chance;
        long asked = NONE;
        private long permitted = NONE;
        long wakes = NONE;
        int ends;

        byte[] read = {};

        /// @param chance one in that many pieces has to wait; 0 if none
        Lines(long seed, int chance) {
            random = new Random(seed);
            this.chance = chance;
        }

        @Override
        public boolean permits(long address, boolean write) {
            if (address == permitted) return true;
            return chance == 0 || random.nextInt(chance) != 0;
        }

        @Override
        public void request(long time, long address, boolean write) {
            asked = address;
        }

        @Override
        public byte[] frameAt(long address) {
            return dram.frame(PhysicalAddress.localFrame(address));
        }

        @Override
        public void stored(long address) {}

        @Override
        public void wake(long time) {
            wakes = time;
        }

        @Override
        public void hasRead(long time, int destination, UserMessage message) {
            ends++;
            read = message.bulk();
        }

        @Override
        public void hasStored(long time) {
            ends++;
        }

        /// Lets what was asked for come.
        void come() {
            permitted = asked;
            asked = NONE;
        }
    }

    /// Goes on until it ends.
    private static long finish(BulkTransfer transfer, Lines lines, long from) {
        long now = from;
        while (transfer.isActive()) {
            if (lines.asked == NONE) {
                assertThat(lines.wakes).isEqualTo(now + PIECE_CYCLES);
                now = lines.wakes;
                transfer.step(now);
            } else {
                now += 10;
                lines.come();
                transfer.lineCame(now);
            }
        }
        return now;
    }

    private static byte[] random(Random random, int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyByteIsMovedOnceInOrder(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            var lines = new Lines(random.nextLong(), random.nextInt(4));
            var addresses = new long[1 + random.nextInt(4)];
            var lengths = new int[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] = ((long) i << 12) + 8 * random.nextInt(100);
                lengths[i] = 8 * (1 + random.nextInt(40));
            }
            var data = random(random, Arrays.stream(lengths).sum());
            var storing = new BulkTransfer(PIECE_CYCLES, lines);
            storing.store(0, data, addresses, lengths);
            finish(storing, lines, 0);
            assertThat(lines.ends).isEqualTo(1);

            var reading = new BulkTransfer(PIECE_CYCLES, lines);
            reading.read(0, 9, new UserMessage(5, new long[] {1}, new byte[data.length]), addresses, lengths);
            finish(reading, lines, 0);
            assertThat(lines.ends).isEqualTo(2);
            assertThat(lines.read).isEqualTo(data);
        }
    }

    @Test
    void aPieceEndsAtAMultipleOfSixteen() {
        var lines = new Lines(1, 0);
        var transfer = new BulkTransfer(PIECE_CYCLES, lines);
        transfer.store(100, new byte[32], new long[] {8}, new int[] {32});
        // 8, 16 and 8 bytes, and the end is told when the time of the last has passed.
        assertThat(finish(transfer, lines, 100)).isEqualTo(100 + 3 * PIECE_CYCLES);
    }

    @Test
    void withoutTimeItIsOverAtOnce() {
        var lines = new Lines(1, 0);
        var transfer = new BulkTransfer(0, lines);
        transfer.store(7, new byte[256], new long[] {0}, new int[] {256});
        assertThat(transfer.isActive()).isFalse();
        assertThat(lines.ends).isEqualTo(1);
        assertThat(lines.wakes).isEqualTo(NONE);
    }

    @Test
    void aFrameIsMovedUntilItsPartIsOver() {
        var lines = new Lines(1, 0);
        var transfer = new BulkTransfer(PIECE_CYCLES, lines);
        transfer.store(0, new byte[32], new long[] {0x1000, 0x2000}, new int[] {16, 16});
        assertThat(transfer.isMoving(1)).as("its piece has been moved").isFalse();
        assertThat(transfer.isMoving(2)).isTrue();
        transfer.step(lines.wakes);
        assertThat(transfer.isMoving(2)).isFalse();
        assertThat(transfer.isActive()).as("the last piece takes its time").isTrue();
    }

    @Test
    void oneTransferAtATime() {
        var transfer = new BulkTransfer(PIECE_CYCLES, new Lines(1, 0));
        transfer.store(0, new byte[32], new long[] {0}, new int[] {32});
        assertThatThrownBy(() -> transfer.store(0, new byte[8], new long[] {0}, new int[] {8}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlyWhatIsStoredIsCancelled() {
        var lines = new Lines(1, 0);
        var reading = new BulkTransfer(PIECE_CYCLES, lines);
        reading.read(0, 1, new UserMessage(5, new long[] {1}, new byte[32]), new long[] {0}, new int[] {32});
        reading.cancelStore();
        assertThat(reading.isActive()).isTrue();
        var storing = new BulkTransfer(PIECE_CYCLES, lines);
        storing.store(0, new byte[32], new long[] {0}, new int[] {32});
        storing.cancelStore();
        assertThat(storing.isActive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void itGoesOnFromASnapshotAtAnyPiece(long seed) {
        var data = random(new Random(seed), 160);
        for (int steps = 0; steps < 9; steps++) {
            var lines = new Lines(seed, 0);
            var first = new BulkTransfer(PIECE_CYCLES, lines);
            first.store(0, data, new long[] {0x1008}, new int[] {160});
            for (int i = 0; i < steps; i++) first.step(lines.wakes);
            var out = new SnapshotWriter();
            first.save(out);
            var second = new BulkTransfer(PIECE_CYCLES, lines);
            second.restore(new SnapshotReader(out.toBytes()));
            finish(second, lines, lines.wakes - PIECE_CYCLES);
            assertThat(Arrays.copyOfRange(lines.dram.frame(1), 8, 168)).isEqualTo(data);
        }
    }
}
