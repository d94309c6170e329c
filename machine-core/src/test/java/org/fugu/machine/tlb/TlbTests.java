package org.fugu.machine.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlbTests {
    record Key(int space, long page) {}

    /// The reference is a map in order of entry; the oldest leaves when the TLB is full and no
    /// entry is free. Drops leave holes that the TLB fills only when its turn comes to them, so the
    /// test compares what it holds, not where.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatItSaysIsWhatWasWrittenLast(long seed) {
        var random = new Random(seed);
        var tlb = new Tlb(8);
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
}
