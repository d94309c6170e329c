package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.cache.Cache;
import org.fugu.machine.cache.CodeEpoch;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.memory.LineShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of instructions are found again as long as nothing has happened to them.
class FoundLinesTests {
    private static final int CACHE_BYTES = 64 * 1024;
    private static final long VIRTUAL = 0x7000;
    private static final long PHYSICAL = 0x3000;
    private static final int LINE = DecodedLines.LINE_BYTES;
    private static final long[] DECODED = new long[0];

    private final CodeEpoch epoch = new CodeEpoch();
    private final FoundLines found = new FoundLines(epoch);

    private Cache cache(LineShape shape) {
        int places = Cache.places(CACHE_BYTES, shape);
        return new Cache(CACHE_BYTES, 1, shape, new HitTable(shape.shift(), 1, places), epoch);
    }

    private static void execute(Cache cache, long line) {
        cache.install(line, Cache.SHARED);
        assertThat(cache.executesFrom(line)).isTrue();
    }

    private boolean isFound(int line) {
        return found.find(VIRTUAL + (long) line * LINE) != FoundLines.NONE;
    }

    private void note(int line) {
        found.note(VIRTUAL + (long) line * LINE, PHYSICAL + (long) line * LINE, DECODED);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64})
    void whatLeavesTakesNoOtherLinesAlong(int bytes) {
        var shape = new LineShape(bytes);
        var cache = cache(shape);
        int groups = bytes / LINE;
        for (int i = 0; i < 2; i++) execute(cache, shape.of(PHYSICAL) + i);
        for (int i = 0; i < 2 * groups; i++) note(i);

        cache.change(shape.of(PHYSICAL), Cache.INVALID);
        for (int i = 0; i < 2 * groups; i++) assertThat(isFound(i)).isEqualTo(i >= groups);
    }

    @Test
    void moreDeparturesThanAreKeptTakeAllAlong() {
        var shape = new LineShape(LINE);
        var cache = cache(shape);
        for (int i = 0; i < 100; i++) {
            note(0);
            note(200);
            for (int left = 1; left <= i; left++) {
                execute(cache, shape.of(PHYSICAL) + left);
                cache.change(shape.of(PHYSICAL) + left, Cache.INVALID);
            }
            assertThat(isFound(200)).as("%d departures", i).isEqualTo(i <= 32);
            assertThat(isFound(0)).as("%d departures", i).isEqualTo(i <= 32);
        }
    }

    @Test
    void anotherEpochFindsNothing() {
        note(3);
        assertThat(isFound(3)).isTrue();
        epoch.end();
        assertThat(isFound(3)).isFalse();
    }
}
