package org.fugu.machine.cache;

import org.fugu.machine.memory.LineShape;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A cache of memory that no other node reaches: no protocol has a part in it, and nothing is taken
/// away by others. So it need not have whole lines. What has a tag of its own may be shorter than
/// what a miss fetches, and a store may make a word valid whose neighbours are not.
///
/// With tags for words of 4 bytes, and 16 bytes fetched at a miss, this is the data cache of a
/// DECstation 5000/200 (Chen and Bershad, SOSP 1993); with tags for whole lines, its instruction
/// cache.
final class PrivateCache {
    private final Cache tags;
    private final LineShape tagged;
    private final LineShape fetched;
    private final boolean fetchesToWrite;
    private long misses;

    /// @param bytes capacity
    /// @param ways tagged pieces of a set, 1 to 16
    /// @param tagged what has a tag of its own, no longer than what is fetched
    /// @param fetched what a miss brings
    /// @param fetchesToWrite whether a store that misses fetches too; otherwise it makes valid what
    ///     it covers whole, because the rest of a tagged piece would be missing
    PrivateCache(int bytes, int ways, LineShape tagged, LineShape fetched, boolean fetchesToWrite) {
        tags = new Cache(bytes, ways, tagged);
        this.tagged = tagged;
        this.fetched = fetched;
        this.fetchesToWrite = fetchesToWrite;
    }

    /// Reads, after a fetch if anything of it is missing. Hot.
    ///
    /// @param bytes at least 1, all within what is fetched together
    /// @return whether nothing had to be fetched
    boolean read(long address, int bytes) {
        long last = tagged.of(address + bytes - 1);
        for (long piece = tagged.of(address); piece <= last; piece++) {
            if (tags.state(piece) == Cache.INVALID) {
                fetch(address);
                return false;
            }
        }
        return true;
    }

    /// Writes.
    ///
    /// @param bytes as in [#read]
    /// @return whether nothing had to be fetched
    boolean write(long address, int bytes) {
        if (fetchesToWrite) return read(address, bytes);
        long end = tagged.of(address + bytes);
        for (long piece = tagged.of(address + tagged.bytes() - 1); piece < end; piece++) {
            tags.install(piece, Cache.SHARED);
        }
        return true;
    }

    private void fetch(long address) {
        misses++;
        long first = fetched.address(fetched.of(address));
        long end = tagged.of(first + fetched.bytes());
        for (long piece = tagged.of(first); piece < end; piece++) tags.install(piece, Cache.SHARED);
    }

    /// Memory has been written past the processor: what was there is no longer valid.
    ///
    /// @param bytes at least 1
    void drop(long address, int bytes) {
        long last = tagged.of(address + bytes - 1);
        for (long piece = tagged.of(address); piece <= last; piece++) tags.change(piece, Cache.INVALID);
    }

    /// How often something was fetched.
    long misses() {
        return misses;
    }

    void save(StateWriter out) {
        tags.save(out);
        out.add(misses);
    }

    void restore(StateReader in) {
        tags.restore(in);
        misses = in.next();
    }
}
