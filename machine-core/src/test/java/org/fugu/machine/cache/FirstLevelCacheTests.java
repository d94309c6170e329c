package org.fugu.machine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The level before the coherent cache: it saves time, and has only lines that were read through it and
/// not dropped since.
class FirstLevelCacheTests {
    private static final LineShape LINES = new LineShape(16);
    private static final long SECOND_HIT = 7;

    private static FirstLevel level(boolean writesBack) {
        var preset = Preset.named("fugu")
                .with("cache.l1.bytes", 256)
                .with("cache.l1.write", writesBack ? 1 : 0)
                .with("cache.l2_hit", SECOND_HIT);
        return FirstLevel.of(preset, LINES);
    }

    @Test
    void aLineIsFetchedFromBehindOnceUntilItIsDropped() {
        var level = level(false);
        assertThat(level.read(5)).isEqualTo(SECOND_HIT);
        assertThat(level.read(5)).isZero();
        level.drop(5);
        assertThat(level.read(5)).isEqualTo(SECOND_HIT);
        assertThat(level.misses()).isEqualTo(2);
    }

    @Test
    void aStoreThatIsWrittenThroughTakesNoLine() {
        var level = level(false);
        assertThat(level.write(5)).isZero();
        assertThat(level.has(5)).isFalse();
        assertThat(level.misses()).isZero();
    }

    @Test
    void aStoreThatIsWrittenBackTakesItsLine() {
        var level = level(true);
        assertThat(level.write(5)).isEqualTo(SECOND_HIT);
        assertThat(level.has(5)).isTrue();
        assertThat(level.write(5)).isZero();
    }

    @Test
    void aMachineWithoutOneTakesNoTimeForIt() {
        var level = FirstLevel.of(Preset.named("fugu"), LINES);
        assertThat(level.exists()).isFalse();
        assertThat(level.read(5) + level.write(5) + level.misses()).isZero();
        assertThat(level.has(5)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anAccessTakesTimeExactlyIfItsLineIsNotThere(long seed) {
        var random = new Random(seed);
        var level = level(random.nextBoolean());
        long misses = 0;
        for (int step = 0; step < 20_000; step++) {
            long line = random.nextInt(40);
            if (random.nextInt(5) == 0) {
                level.drop(line);
                assertThat(level.has(line)).isFalse();
                continue;
            }
            boolean there = level.has(line);
            assertThat(level.read(line)).isEqualTo(there ? 0 : SECOND_HIT);
            assertThat(level.has(line)).isTrue();
            if (!there) misses++;
        }
        assertThat(level.misses()).isEqualTo(misses);
        assertThat(misses).isBetween(1_000L, 19_000L);
        var out = new SnapshotWriter();
        level.save(out);
        var other = level(false);
        other.restore(new SnapshotReader(out.toBytes()));
        for (long line = 0; line < 40; line++) assertThat(other.has(line)).isEqualTo(level.has(line));
        assertThat(other.misses()).isEqualTo(misses);
    }
}
