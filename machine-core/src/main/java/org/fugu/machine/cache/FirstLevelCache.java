package org.fugu.machine.cache;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The cache between the processor and the coherent one, which is then the second level. It has
/// lines of the same size and only such as the second level has too (inclusion), so that the
/// protocol need not know of it: what the second level loses, it [#drop]s. Whether a line may be
/// read or written is the second level's to say; this one only saves its time.
///
/// Written through, it takes no line for a store that misses; written back, it does. A line that it
/// gives up costs nothing: the second level has it.
public final class FirstLevelCache implements FirstLevel {
    private final Cache tags;
    private final boolean writesBack;
    private final long secondHitCycles;
    private long misses;

    /// @param secondHitCycles what a hit in the second level takes beyond one here
    FirstLevelCache(Cache tags, boolean writesBack, long secondHitCycles) {
        this.tags = tags;
        this.writesBack = writesBack;
        this.secondHitCycles = secondHitCycles;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public long read(long line) {
        if (has(line)) return 0;
        misses++;
        tags.install(line, Cache.SHARED);
        return secondHitCycles;
    }

    @Override
    public long write(long line) {
        return writesBack ? read(line) : 0;
    }

    @Override
    public void drop(long line) {
        tags.change(line, Cache.INVALID);
    }

    @Override
    public boolean has(long line) {
        return tags.state(line) != Cache.INVALID;
    }

    @Override
    public long misses() {
        return misses;
    }

    @Override
    public void save(StateWriter out) {
        tags.save(out);
        out.add(misses);
    }

    @Override
    public void restore(StateReader in) {
        tags.restore(in);
        misses = in.next();
    }
}
