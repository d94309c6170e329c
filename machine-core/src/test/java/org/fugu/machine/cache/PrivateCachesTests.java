package org.fugu.machine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateCachesTests {
    private static final int MISS = 15;
    private static final int SIZE = 64 << 10;

    private static Preset decstation() {
        return Preset.named("decstation-5000-200");
    }

    private static PrivateCaches caches(Preset preset) {
        return new PrivateCaches(preset, new LineShape(preset.intValue("cache.line")));
    }

    static java.util.List<String> names() {
        return Preset.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void decstationsHaveThemAndNoOthers(String name) {
        assertThat(PrivateCaches.areIn(Preset.named(name))).isEqualTo(name.startsWith("decstation"));
    }

    @Test
    void instructionsAndDataDoNotTakeEachOthersPlaces() {
        var caches = caches(decstation());
        assertThat(caches.fetch(0x1000)).isEqualTo(MISS);
        assertThat(caches.read(0x1000, 8)).as("not yet as data").isEqualTo(MISS);
        assertThat(caches.read(0x1000 + SIZE, 8)).isEqualTo(MISS);
        assertThat(caches.fetch(0x100c)).isZero();
        assertThat(caches.fetch(0x1000 + SIZE)).isEqualTo(MISS);
        assertThat(caches.read(0x1000 + SIZE, 8)).isZero();
        assertThat(caches.fetch(0x1000)).isEqualTo(MISS);
        assertThat(caches.instructionMisses()).isEqualTo(3);
        assertThat(caches.dataMisses()).isEqualTo(2);
    }

    @Test
    void oneCacheForBothIsSharedByThem() {
        var caches = caches(decstation().with("cache.split", 0));
        assertThat(caches.fetch(0x1000)).isEqualTo(MISS);
        assertThat(caches.read(0x1008, 8)).isZero();
        assertThat(caches.write(0x1004 + SIZE, 4)).isZero();
        assertThat(caches.read(0x1008, 8)).isZero();
        assertThat(caches.fetch(0x1008)).as("a word of the group is gone").isEqualTo(MISS);
        assertThat(caches.instructionMisses()).isZero();
        assertThat(caches.dataMisses()).isEqualTo(2);
    }

    @Test
    void longerLinesAndMemoryPagesTakeTheirTime() {
        var caches = caches(decstation()
                .with("cache.line", 64)
                .with("memory.per_16_bytes", 4)
                .with("memory.page_miss", 5));
        assertThat(caches.read(0x1008, 4)).isEqualTo(MISS + 3 * 4 + 5);
        assertThat(caches.read(0x1038, 8)).isZero();
        assertThat(caches.fetch(0x1000)).as("the page is open").isEqualTo(MISS + 3 * 4);
        assertThat(caches.read(0x2000, 4)).isEqualTo(MISS + 3 * 4 + 5);
        assertThat(caches.pageMisses()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void aDataLineOfNoBytesIsAWholeLine(int bytes) {
        var caches = caches(decstation().with("cache.data_line", bytes));
        assertThat(caches.write(0x1000, 8)).isZero();
        assertThat(caches.read(0x1000, 8)).as("not covered whole").isEqualTo(MISS);
        assertThat(caches.write(0x1000 + SIZE, 8)).isZero();
        assertThat(caches.read(0x1000, 8)).isZero();
    }
}
