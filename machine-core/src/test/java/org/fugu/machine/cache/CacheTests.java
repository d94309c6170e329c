package org.fugu.machine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheTests {
    private static final int LINE_BYTES = 16;
    private static final LineShape LINES = new LineShape(LINE_BYTES);

    /// What a cache should be: for each set, the lines in the order in which they came.
    private static final class Reference {
        final List<ArrayDeque<Long>> sets = new ArrayList<>();
        final int ways;

        Reference(int sets, int ways) {
            this.ways = ways;
            for (int i = 0; i < sets; i++) this.sets.add(new ArrayDeque<>());
        }

        ArrayDeque<Long> set(long line) {
            return sets.get((int) (line % sets.size()));
        }

        /// @return what left, or -1
        long install(long line) {
            var set = set(line);
            if (set.contains(line)) return -1;
            long gone = set.size() == ways ? set.removeFirst() : -1;
            set.addLast(line);
            return gone;
        }
    }

    /// Lines of node 0, whose index is the low bits of the line.
    @ParameterizedTest
    @CsvSource({"256, 1", "256, 2", "512, 4", "256, 16", "768, 3", "65536, 1"})
    void theOldestLineOfASetLeavesFirst(int bytes, int ways) {
        var random = new Random(bytes + ways);
        var cache = new Cache(bytes, ways, LINES);
        var reference = new Reference(bytes / LINE_BYTES / ways, ways);
        for (int i = 0; i < 20_000; i++) {
            long line = 1 + random.nextInt(bytes / LINE_BYTES * 3);
            boolean present = reference.set(line).contains(line);
            assertThat(cache.state(line) != Cache.INVALID).isEqualTo(present);
            boolean evicts = cache.victim(line) != Cache.NO_LINE;
            long victim = cache.victim(line);
            long gone = reference.install(line);
            assertThat(evicts).isEqualTo(gone >= 0);
            if (evicts) assertThat(victim).isEqualTo(gone);
            cache.install(line, random.nextBoolean() ? Cache.SHARED : Cache.MODIFIED);
        }
    }

    /// A segment interleaved by pages: page i at home on node i, at the same offset there.
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 128})
    void neighbouringPagesOfDifferentHomesDoNotFallOnEachOther(int lineBytes) {
        var lines = new LineShape(lineBytes);
        var cache = new Cache(65536, 1, lines);
        for (long home = 0; home < 16; home++) {
            long first = lines.of(PhysicalAddress.ofFrame(PhysicalAddress.frame(home, 3)));
            for (long line = first; line < first + lines.perFrame(); line++) {
                assertThat(cache.victim(line)).isEqualTo(Cache.NO_LINE);
                cache.install(line, Cache.SHARED);
            }
        }
    }

    @Test
    void aLineThatWasDroppedLeavesAFreePlace() {
        var cache = new Cache(64, 2, LINES);
        for (long line : new long[] {2, 4}) cache.install(line, Cache.SHARED);
        assertThat(cache.victim(6)).isEqualTo(2);
        assertThat(cache.state(2)).isEqualTo(Cache.SHARED);
        assertThat(cache.change(4, Cache.INVALID)).isTrue();
        assertThat(cache.victim(6)).isEqualTo(Cache.NO_LINE);
        cache.install(6, Cache.SHARED);
        assertThat(cache.state(2)).isEqualTo(Cache.SHARED);
        assertThat(cache.change(4, Cache.SHARED)).isFalse();
    }

    @Test
    void aLineThatIsKeptIsPresentWithoutAPlaceInItsSet() {
        var cache = new Cache(64, 1, LINES);
        cache.install(2, Cache.MODIFIED);
        assertThat(cache.kept()).isEqualTo(Cache.NO_LINE);
        cache.keep(2);
        assertThat(cache.kept()).isEqualTo(2);
        assertThat(cache.victim(6)).isEqualTo(Cache.NO_LINE);
        cache.install(6, Cache.SHARED);
        assertThat(cache.state(2)).isEqualTo(Cache.MODIFIED);
        assertThat(cache.state(6)).isEqualTo(Cache.SHARED);
        assertThatThrownBy(() -> cache.keep(6)).isInstanceOf(IllegalStateException.class);
        cache.change(2, Cache.INVALID);
        assertThat(cache.kept()).isEqualTo(Cache.NO_LINE);
        assertThat(cache.state(2)).isEqualTo(Cache.INVALID);
    }

    @Test
    void aSnapshotKeepsTheOrderOfReplacement() {
        var cache = new Cache(64, 4, LINES);
        for (long line = 1; line <= 6; line++) cache.install(line, Cache.MODIFIED);
        var out = new SnapshotWriter();
        cache.save(out);
        var restored = new Cache(64, 4, LINES);
        restored.restore(new SnapshotReader(out.toBytes()));
        assertThat(restored.victim(9)).isEqualTo(cache.victim(9)).isEqualTo(3);
    }

    /// What stands for no line is asked for where nothing has to make room.
    @Test
    void noLineIsNowhere() {
        var cache = new Cache(64, 2, LINES);
        cache.install(2, Cache.SHARED);
        cache.change(2, Cache.INVALID);
        assertThat(cache.isUsedSince(Cache.NO_LINE, Long.MIN_VALUE)).isFalse();
        assertThat(cache.state(Cache.NO_LINE)).isEqualTo(Cache.INVALID);
        assertThat(cache.change(Cache.NO_LINE, Cache.SHARED)).isFalse();
    }

    @Test
    void setsAreAPowerOfTwo() {
        assertThatThrownBy(() -> new Cache(256, 3, LINES)).hasMessageContaining("256 bytes in 3 ways");
    }
}
