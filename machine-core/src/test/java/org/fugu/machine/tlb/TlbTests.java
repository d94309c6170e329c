package org.fugu.machine.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Random;
import org.fugu.machine.memory.LineShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlbTests {
    private static final LineShape LINES = new LineShape(16);

    record Key(int space, long page) {}

    /// The reference is a map in order of entry; the oldest leaves when the TLB is full and no
    /// entry is free. Drops leave holes that the TLB fills only when its turn comes to them, so the
    /// test compares what it holds, not where.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatItSaysIsWhatWasWrittenLast(long seed) {
        var random = new Random(seed);
        var tlb = new Tlb(8, LINES);
        var written = new LinkedHashMap<Key, Long>();
        for (int step = 0; step < 5_000; step++) {
            var key = new Key(random.nextInt(2), random.nextInt(20) * 256L + random.nextInt(2));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long frame = random.nextInt(1000);
                    tlb.write(key.space(), key.page(), frame, 7);
                    written.put(key, frame);
                }
                case 2 -> {
                    tlb.drop(key.space(), key.page());
                    written.remove(key);
                }
                default -> {
                    int entry = tlb.find(key.space(), key.page());
                    if (entry != Tlb.MISS) assertThat(tlb.frameOf(entry)).isEqualTo(written.get(key));
                }
            }
            int held = 0;
            for (var known : written.keySet()) if (tlb.find(known.space(), known.page()) != Tlb.MISS) held++;
            assertThat(held).isLessThanOrEqualTo(8);
            if (written.containsKey(key)) continue;
            assertThat(tlb.find(key.space(), key.page())).isEqualTo(Tlb.MISS);
        }
    }

    private static Translation translation(long page, long bindWord, long tableWord) {
        return new Translation(1, page, page + 100, Tlb.READ, bindWord, tableWord, 0);
    }

    private static boolean isIn(LineShape lines, long word, long line) {
        return word != Translation.NO_WORD && lines.of(word) == line;
    }

    /// The reference asks every translation whether it follows from the line.
    @ParameterizedTest
    @CsvSource({"1, 16", "2, 16", "3, 16", "4, 32", "5, 64", "6, 128"})
    void whatIsLostIsWhatFollowedFromTheLine(long seed, int lineBytes) {
        var random = new Random(seed);
        var lines = new LineShape(lineBytes);
        var tlb = new Tlb(64, lines);
        var written = new LinkedHashMap<Long, Translation>();
        for (int step = 0; step < 5_000; step++) {
            // 40 words on 20 lines of two nodes, or on fewer, longer ones.
            long word = (long) random.nextInt(2) << 32 | random.nextInt(20) * 8L;
            if (random.nextInt(3) > 0) {
                boolean hasTable = random.nextBoolean();
                var it =
                        translation(random.nextInt(50), word, hasTable ? random.nextInt(20) * 8L : Translation.NO_WORD);
                tlb.write(it);
                written.put(it.virtualPage(), it);
                // One may have made room.
                written.keySet().removeIf(page -> tlb.find(1, page) == Tlb.MISS);
            } else {
                long line = lines.of(word);
                var follow = written.values().stream()
                        .filter(it -> isIn(lines, it.bindWord(), line) || isIn(lines, it.tableWord(), line))
                        .toList();
                assertThat(tlb.watches(line) || follow.isEmpty()).isTrue();
                assertThat(tlb.lose(line)).isEqualTo(follow.size());
                written.values().removeAll(follow);
                assertThat(tlb.watches(line) && written.isEmpty()).isFalse();
            }
            for (var it : written.values())
                assertThat(tlb.find(1, it.virtualPage())).isNotEqualTo(Tlb.MISS);
            for (long page = 0; page < 50; page++) {
                if (!written.containsKey(page)) assertThat(tlb.find(1, page)).isEqualTo(Tlb.MISS);
            }
        }
    }

    @Test
    void aWordThatChangedTakesItsTranslationsAlongWithoutCaches() {
        var tlb = new Tlb(8, LINES);
        tlb.write(new Translation(1, 1, 11, Tlb.READ, Translation.NO_WORD, 64, 7));
        tlb.write(new Translation(1, 2, 12, Tlb.READ, Translation.NO_WORD, 72, 7));
        assertThat(tlb.loseChanged(word -> word == 64 ? 8 : 7)).isOne();
        assertThat(tlb.find(1, 1)).isEqualTo(Tlb.MISS);
        assertThat(tlb.find(1, 2)).isNotEqualTo(Tlb.MISS);
    }
}
