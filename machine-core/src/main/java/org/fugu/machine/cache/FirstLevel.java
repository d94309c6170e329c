package org.fugu.machine.cache;

import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The cache between the processor and the coherent one, which is then the second level. It has
/// lines of the same size and only such as the second level has too (inclusion), so that the
/// protocol need not know of it: what the second level loses, it [#drop]s. Whether a line may be
/// read or written is the second level's to say; this one only saves its time.
///
/// Written through, it takes no line for a store that misses; written back, it does. A line that it
/// gives up costs nothing: the second level has it.
public final class FirstLevel {
    private final Cache tags;
    private final boolean writesBack;
    private final long secondHitCycles;
    private long misses;

    /// @param secondHitCycles what a hit in the second level takes beyond one here
    FirstLevel(Cache tags, boolean writesBack, long secondHitCycles) {
        this.tags = tags;
        this.writesBack = writesBack;
        this.secondHitCycles = secondHitCycles;
    }

    /// The first level of a machine, if it has one.
    public static @Nullable FirstLevel of(Preset preset, LineShape lines) {
        int bytes = preset.intValue("cache.l1.bytes");
        if (bytes == 0) return null;
        var tags = new Cache(bytes, preset.intValue("cache.l1.ways"), lines);
        return new FirstLevel(tags, preset.value("cache.l1.write") == 1, preset.value("cache.l2_hit"));
    }

    /// Reads from a line that the second level has. Hot.
    ///
    /// @return cycles beyond a hit
    public long read(long line) {
        if (has(line)) return 0;
        misses++;
        tags.install(line, Cache.SHARED);
        return secondHitCycles;
    }

    /// Writes to a line that the second level has, writable.
    ///
    /// @return cycles beyond a hit; what is written through waits elsewhere, see [WriteBuffer]
    public long write(long line) {
        return writesBack ? read(line) : 0;
    }

    /// The second level has lost a line.
    public void drop(long line) {
        tags.change(line, Cache.INVALID);
    }

    public boolean has(long line) {
        return tags.state(line) != Cache.INVALID;
    }

    /// Accesses that took a line from behind: from the second level or from farther.
    public long misses() {
        return misses;
    }

    public void save(StateWriter out) {
        tags.save(out);
        out.add(misses);
    }

    public void restore(StateReader in) {
        tags.restore(in);
        misses = in.next();
    }
}
