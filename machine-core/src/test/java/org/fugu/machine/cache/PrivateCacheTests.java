package org.fugu.machine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateCacheTests {
    private static final int BYTES = 256;
    private static final LineShape LINES = new LineShape(16);
    private static final LineShape WORDS = new LineShape(4);

    /// A tag for each word, 16 bytes fetched at a miss, nothing at a store.
    private final PrivateCache words = new PrivateCache(BYTES, 1, WORDS, LINES, false);

    @Test
    void aMissBringsTheAlignedSixteenBytesAndNoOthers() {
        assertThat(words.read(40, 4)).isFalse();
        for (int address = 32; address < 48; address += 4) {
            assertThat(words.read(address, 4)).as("%d", address).isTrue();
        }
        assertThat(words.read(32, 8)).isTrue();
        assertThat(words.read(39, 2)).as("across two words").isTrue();
        assertThat(words.misses()).isOne();
        assertThat(words.read(28, 4)).isFalse();
        assertThat(words.read(48, 4)).isFalse();
    }

    @Test
    void aStoreThatMissesMakesItsWordValidAndFetchesNothing() {
        assertThat(words.write(36, 4)).isTrue();
        assertThat(words.misses()).isZero();
        assertThat(words.read(36, 4)).isTrue();
        assertThat(words.read(38, 1)).isTrue();
        assertThat(words.read(32, 4)).as("its neighbour").isFalse();
        assertThat(words.read(44, 4)).as("came with it").isTrue();
    }

    @Test
    void aDoubleWordIsTwoWords() {
        words.write(40, 8);
        assertThat(words.read(40, 8)).isTrue();
        words.write(36, 4);
        assertThat(words.read(36, 8)).isTrue();
        assertThat(words.read(32, 8)).as("half of it was never there").isFalse();
    }

    @Test
    void aStoreOfLessThanAWordLeavesWhatIsMissingMissing() {
        words.write(36, 2);
        words.write(41, 4);
        assertThat(words.read(36, 2)).isFalse();
        words.write(37, 1);
        assertThat(words.read(36, 4)).as("and what is there there").isTrue();

        words.write(65, 8);
        assertThat(words.read(68, 4)).as("covered whole").isTrue();
        assertThat(words.read(64, 1)).isFalse();
    }

    @Test
    void aStoreOfLessThanAWordLeavesWhatIsInItsPlace() {
        words.read(32, 4);
        words.write(BYTES + 32, 2);
        assertThat(words.read(32, 4)).isTrue();
    }

    @Test
    void aConflictInOneWordLeavesTheOtherThree() {
        words.read(32, 4);
        words.write(BYTES + 36, 4);
        assertThat(words.read(32, 4)).isTrue();
        assertThat(words.read(40, 8)).isTrue();
        assertThat(words.misses()).isOne();
        assertThat(words.read(36, 4)).as("its place is taken").isFalse();
        assertThat(words.read(BYTES + 36, 4)).as("and was taken back").isFalse();
    }

    @Test
    void withATagForEachLineNoStoreCoversIt() {
        var lines = new PrivateCache(BYTES, 1, LINES, LINES, false);
        lines.write(32, 8);
        lines.write(40, 8);
        assertThat(lines.read(32, 4)).isFalse();
        lines.write(BYTES + 32, 8);
        assertThat(lines.read(44, 4)).isTrue();
        assertThat(lines.read(BYTES + 32, 4)).isFalse();
    }

    @Test
    void aStoreThatFetchesIsALoad() {
        var fetches = new PrivateCache(BYTES, 1, WORDS, LINES, true);
        assertThat(fetches.write(36, 4)).isFalse();
        assertThat(fetches.write(44, 1)).isTrue();
        assertThat(fetches.read(32, 8)).isTrue();
        assertThat(fetches.misses()).isOne();
    }

    @Test
    void whatADeviceHasWrittenIsFetchedAnew() {
        words.read(32, 4);
        words.read(48, 4);
        words.drop(36, 8);
        assertThat(words.read(32, 4)).isTrue();
        assertThat(words.read(44, 4)).isTrue();
        assertThat(words.read(48, 4)).isTrue();
        assertThat(words.read(40, 4)).isFalse();
        assertThat(words.misses()).isEqualTo(3);
    }

    /// What a direct-mapped cache is, said otherwise: a word is valid as long as it was the last to
    /// come to its place.
    private static final class Reference {
        final TreeMap<Long, Long> lastByPlace = new TreeMap<>();
        final long places;
        final int fetchedWords;

        Reference(int bytes, int fetchedBytes) {
            places = bytes / 4;
            fetchedWords = fetchedBytes / 4;
        }

        private void come(long word) {
            lastByPlace.put(word % places, word);
        }

        private boolean isValid(long word) {
            return lastByPlace.getOrDefault(word % places, -1L) == word;
        }

        boolean read(long address, int bytes) {
            boolean all = true;
            for (long at = address; at < address + bytes; at++) all &= isValid(at / 4);
            long first = address / 4 / fetchedWords * fetchedWords;
            for (int i = 0; !all && i < fetchedWords; i++) come(first + i);
            return all;
        }

        void write(long address, int bytes) {
            for (long word = address / 4; word <= (address + bytes) / 4; word++) {
                if (word * 4 >= address && word * 4 + 4 <= address + bytes) come(word);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 256, 16", "2, 256, 16", "3, 1024, 16", "4, 512, 32", "5, 256, 128", "6, 65536, 16"})
    void itDoesWhatASimplerModelDoes(long seed, int bytes, int fetchedBytes) {
        var random = new Random(seed);
        var cache = new PrivateCache(bytes, 1, WORDS, new LineShape(fetchedBytes), false);
        var reference = new Reference(bytes, fetchedBytes);
        int hits = 0;
        for (int i = 0; i < 50_000; i++) {
            int count = 1 << random.nextInt(4);
            long group = random.nextInt(bytes / 16 * 3) * 16L;
            long address = group + random.nextInt(17 - count);
            if (random.nextInt(3) == 0) {
                assertThat(cache.write(address, count)).isTrue();
                reference.write(address, count);
            } else {
                boolean hit = reference.read(address, count);
                assertThat(cache.read(address, count))
                        .as("access %d of seed %d", i, seed)
                        .isEqualTo(hit);
                if (hit) hits++;
            }
        }
        assertThat(hits).isBetween(5_000, 45_000);
    }

    @Test
    void aSnapshotHoldsEveryTag() {
        var random = new Random(9);
        for (int i = 0; i < 100; i++) {
            words.read(random.nextInt(200) * 4L, 4);
            words.write(random.nextInt(200) * 4L, 4);
        }
        var out = new SnapshotWriter();
        words.save(out);
        var restored = new PrivateCache(BYTES, 1, WORDS, LINES, false);
        restored.restore(new SnapshotReader(out.toBytes()));
        assertThat(hash(restored)).isEqualTo(hash(words));
        restored.write(BYTES * 8L, 4);
        assertThat(hash(restored)).isNotEqualTo(hash(words));
        assertThat(restored.misses()).isEqualTo(words.misses()).isPositive();
    }

    private static String hash(PrivateCache cache) {
        var hash = new StateHash();
        cache.save(hash);
        return hash.hex();
    }
}
