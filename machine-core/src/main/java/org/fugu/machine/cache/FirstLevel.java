package org.fugu.machine.cache;

import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What lies between the processor and the coherent cache: a [FirstLevelCache], or nothing.
public sealed interface FirstLevel permits FirstLevelCache, FirstLevel.Absent {
    /// The first level of a machine.
    static FirstLevel of(Preset preset, LineShape lines) {
        int bytes = preset.intValue("cache.l1.bytes");
        if (bytes == 0) return Absent.ABSENT;
        var tags = new Cache(bytes, preset.intValue("cache.l1.ways"), lines);
        return new FirstLevelCache(tags, preset.value("cache.l1.write") == 1, preset.value("cache.l2_hit"));
    }

    boolean exists();

    /// Reads from a line that the coherent cache has. Hot.
    ///
    /// @return cycles beyond a hit
    long read(long line);

    /// Writes to a line that the coherent cache has, writable.
    ///
    /// @return cycles beyond a hit; what is written through waits elsewhere, see [WriteBuffer]
    long write(long line);

    /// The coherent cache has lost a line.
    void drop(long line);

    boolean has(long line);

    /// Accesses that took a line from behind: from the coherent cache or from farther.
    long misses();

    void save(StateWriter out);

    void restore(StateReader in);

    /// No first level: every access is one of the coherent cache, and takes its time.
    enum Absent implements FirstLevel {
        ABSENT;

        @Override
        public boolean exists() {
            return false;
        }

        @Override
        public long read(long line) {
            return 0;
        }

        @Override
        public long write(long line) {
            return 0;
        }

        @Override
        public void drop(long line) {
            // There is nothing to drop it from.
        }

        @Override
        public boolean has(long line) {
            return false;
        }

        @Override
        public long misses() {
            return 0;
        }

        @Override
        public void save(StateWriter out) {
            // Nothing changes.
        }

        @Override
        public void restore(StateReader in) {
            // Nothing has changed.
        }
    }
}
