package org.fugu.machine.translate;

import java.util.function.IntFunction;
import org.fugu.machine.isa.Decoder;
import org.jspecify.annotations.Nullable;

/// A page that begins with some instructions of four bytes, as a node has fetched it.
record FetchedWords(int... words) implements IntFunction<long @Nullable []> {
    @Override
    public long @Nullable [] apply(int place) {
        return place < 0 || place >= 4 * words.length ? null : group(place / 4);
    }

    private long[] group(int first) {
        var line = new long[12];
        for (int i = 0; i < 4; i++) {
            long word = first + i < words.length ? words[first + i] & 0xffff_ffffL : 0;
            line[2 * i] = Decoder.decode((int) word);
            line[8 + i / 2] |= word << 32 * (i % 2);
        }
        return line;
    }
}
