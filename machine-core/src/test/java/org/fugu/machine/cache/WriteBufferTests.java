package org.fugu.machine.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteBufferTests {
    private static final int CYCLES = 5;
    private static final int PAGE_CYCLES = 2;
    private static final int PAGE = 512;

    private static Preset preset(int entries) {
        return Preset.named("fugu")
                .with("cache.write", 0)
                .with("write_buffer.entries", entries)
                .with("write_buffer.cycles", CYCLES)
                .with("write_buffer.page_cycles", PAGE_CYCLES)
                .with("memory.page_bytes", PAGE);
    }

    private static WriteBuffer buffer(int entries) {
        return requireNonNull(WriteBuffer.of(preset(entries)));
    }

    /// What a write buffer should do, cycle by cycle: each entry is the work that is left of it.
    private static final class Reference {
        final int entries;
        final ArrayDeque<Integer> work = new ArrayDeque<>();
        long now;
        long page = -1;

        Reference(int entries) {
            this.entries = entries;
        }

        void tick() {
            now++;
            if (work.isEmpty()) return;
            int left = work.removeFirst() - 1;
            if (left > 0) work.addFirst(left);
        }

        void advance(long time) {
            while (now < time) tick();
        }

        long store(long time, long address) {
            advance(time);
            while (work.size() >= Math.max(entries, 1)) tick();
            work.addLast(address / PAGE == page ? PAGE_CYCLES : CYCLES);
            page = address / PAGE;
            return entries == 0 ? drain(now) : now;
        }

        long drain(long time) {
            advance(time);
            while (!work.isEmpty()) tick();
            return now;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 3", "6, 4", "17, 5"})
    void itTakesWhatACycleByCycleBufferTakes(int entries, long seed) {
        var random = new Random(seed);
        var buffer = buffer(entries);
        var reference = new Reference(entries);
        long time = 0;
        for (int i = 0; i < 20_000; i++) {
            time += random.nextInt(random.nextInt(30) == 0 ? 100 : 6);
            long address = random.nextInt(3) * PAGE + random.nextInt(PAGE);
            boolean drains = random.nextInt(20) == 0;
            long goesOn = drains ? buffer.drain(time) : buffer.store(time, address);
            assertThat(goesOn).isEqualTo(drains ? reference.drain(time) : reference.store(time, address));
            time = goesOn;
        }
        assertThat(buffer.waited()).isPositive();
    }

    @Test
    void aSnapshotKeepsWhatIsInIt() {
        var buffer = buffer(2);
        for (int i = 0; i < 3; i++) buffer.store(10, i * PAGE);
        var out = new SnapshotWriter();
        buffer.save(out);
        var restored = buffer(2);
        restored.restore(new SnapshotReader(out.toBytes()));
        assertThat(restored.store(16, 2 * PAGE))
                .isEqualTo(buffer.store(16, 2 * PAGE))
                .isEqualTo(20);
        assertThat(restored.drain(20)).isEqualTo(buffer.drain(20)).isEqualTo(27);
        assertThat(restored.waited()).isEqualTo(buffer.waited());
    }

    @Test
    void onlyAMachineThatWritesThroughHasOne() {
        var writesBack = preset(4).with("cache.write", 1);
        assertThat(WriteBuffer.of(writesBack).exists()).isFalse();
        assertThat(WriteBuffer.of(writesBack.with("cache.l1.bytes", 1024)).exists())
                .isTrue();
        assertThat(WriteBuffer.of(writesBack.with("cache.l1.bytes", 1024).with("cache.l1.write", 1))
                        .exists())
                .isFalse();
    }
}
