package org.fugu.machine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.fugu.machine.clock.EventQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTests {
    private static byte[] frame(int fill) {
        var frame = new byte[4096];
        Arrays.fill(frame, (byte) fill);
        return frame;
    }

    private static byte[] some() {
        return new SnapshotWriter()
                .add(42)
                .add(new long[] {1, -2, 3})
                .add(new byte[] {7, 8})
                .toBytes();
    }

    @Test
    void whatIsWrittenIsReadInTheSameOrder() {
        var writer = new SnapshotWriter();
        writer.add(-1).add(new long[] {5, Long.MIN_VALUE}).add(new byte[] {1, 2, 3});
        writer.add("a text").add(true).add(new int[] {-4, 4});
        writer.addFrame(frame(1)).addFrame(frame(2)).addFrame(frame(1));

        var reader = new SnapshotReader(writer.toBytes());
        var longs = new long[2];
        assertThat(reader.next()).isEqualTo(-1);
        reader.next(longs);
        assertThat(longs).containsExactly(5, Long.MIN_VALUE);
        assertThat(reader.nextBytes(10)).containsExactly(1, 2, 3);
        assertThat(reader.nextText(10)).isEqualTo("a text");
        assertThat(reader.nextBoolean()).isTrue();
        var ints = new int[2];
        reader.next(ints);
        assertThat(ints).containsExactly(-4, 4);
        for (int fill : new int[] {1, 2, 1}) {
            var read = new byte[4096];
            reader.nextFrame(read);
            assertThat(read).isEqualTo(frame(fill));
        }
        reader.end();
    }

    @Test
    void framesOfEqualContentAreStoredOnce() {
        var random = new Random(1);
        var noise = new byte[4096];
        random.nextBytes(noise);
        var writer = new SnapshotWriter();
        for (int i = 0; i < 100; i++) writer.addFrame(noise);
        assertThat(writer.toBytes()).hasSizeBetween(4096, 6000);
    }

    /// Every byte of the file counts: whichever is changed, it is noticed before anything is read.
    @Test
    void aDamagedFileIsRefusedWhicheverByteIsDamaged() {
        var file = some();
        for (int at = 0; at < file.length; at++) {
            var damaged = file.clone();
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> new SnapshotReader(damaged))
                    .as("byte " + at)
                    .isInstanceOf(BadSnapshotException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 16, 20, 50})
    void aFileCutShortIsRefused(int length) {
        var file = Arrays.copyOf(some(), length);
        assertThatThrownBy(() -> new SnapshotReader(file)).isInstanceOf(BadSnapshotException.class);
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        var reader = new SnapshotReader(new SnapshotWriter().add(5).add(3).toBytes());
        assertThatThrownBy(() -> reader.nextInt(0, 4)).hasMessageContaining("found 5 where 0 to 4 is possible");
        assertThatThrownBy(() -> reader.next(new long[2])).isInstanceOf(BadSnapshotException.class);
        assertThatThrownBy(reader::next).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> new SnapshotReader(some()).end()).hasMessageContaining("goes on");
    }

    /// Whatever the order in which events were entered, the file is the same.
    @Test
    void aQueueIsWrittenInTheOrderInWhichItWillBeTaken() {
        var one = new EventQueue<Long>();
        var other = new EventQueue<Long>();
        for (long i = 0; i < 40; i++) one.addDelivered(i % 7, i, i);
        for (long i = 39; i >= 0; i--) other.addDelivered(i % 7, i, i);
        var file = new SnapshotWriter();
        one.save(file, (event, out) -> out.add(event));
        var same = new SnapshotWriter();
        other.save(same, (event, out) -> out.add(event));
        assertThat(same.toBytes()).isEqualTo(file.toBytes());

        var restored = new EventQueue<Long>();
        restored.addLocal(1, 99L);
        restored.restore(new SnapshotReader(file.toBytes()), StateReader::next);
        restored.addLocal(6, 100L);
        one.addLocal(6, 100L);
        while (!one.isEmpty()) {
            assertThat(restored.headTime()).isEqualTo(one.headTime());
            assertThat(restored.take()).isEqualTo(one.take());
        }
        assertThat(restored.isEmpty()).isTrue();
    }
}
