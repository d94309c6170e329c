package org.fugu.machine.cache;

import org.fugu.machine.memory.DramTiming;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The caches of a workstation, whose memory is its own: one for instructions and one for data, or
/// one for both. They stand in the place of the coherent cache and of the directory. A miss has no
/// course of its own, as it has where others may interfere: the processor waits for the memory, and
/// goes on.
///
/// Times are cycles beyond those of an access that hits. What is written through waits elsewhere,
/// see [WriteBuffer]; a line that is given up costs nothing.
public final class PrivateCaches {
    /// What the processor takes from its cache at a time, whatever the lines are.
    private static final int FETCH_GROUP = 16;

    private final PrivateCache instructions;
    private final PrivateCache data;
    private final boolean split;
    private final LineShape lines;
    private final DramTiming memory;
    private final long missCycles;

    /// @param lines what a miss fetches
    public PrivateCaches(Preset preset, LineShape lines) {
        this.lines = lines;
        int bytes = preset.intValue("cache.bytes");
        int ways = preset.intValue("cache.ways");
        int dataLine = preset.intValue("cache.data_line");
        var tagged = dataLine == 0 ? lines : new LineShape(dataLine);
        data = new PrivateCache(bytes, ways, tagged, lines, preset.value("cache.write_fetch") == 1);
        split = preset.value("cache.split") == 1;
        instructions = split ? new PrivateCache(bytes, ways, lines, lines, true) : data;
        memory = new DramTiming(lines, preset);
        missCycles = preset.value("memory.local_miss");
    }

    /// Whether a machine has private caches: any of its figures asks for what a coherent cache cannot
    /// be.
    public static boolean areIn(Preset preset) {
        return preset.value("cache.split") == 1
                || preset.value("cache.data_line") > 0
                || preset.value("cache.write_fetch") == 0;
    }

    /// Fetches the group of instructions that holds an address. Hot.
    ///
    /// @return cycles beyond a hit
    public long fetch(long address) {
        return instructions.read(address & -FETCH_GROUP, FETCH_GROUP) ? 0 : miss(address);
    }

    /// Reads data. Hot.
    ///
    /// @param bytes 1 to 16, which do not cross a multiple of 16
    /// @return cycles beyond a hit
    public long read(long address, int bytes) {
        return data.read(address, bytes) ? 0 : miss(address);
    }

    /// Writes data. Hot.
    ///
    /// @param bytes as in [#read]
    /// @return cycles beyond a hit
    public long write(long address, int bytes) {
        return data.write(address, bytes) ? 0 : miss(address);
    }

    private long miss(long address) {
        return missCycles + memory.access(lines.of(address));
    }

    /// Data have been written past the processor, by a device: it has to fetch them anew.
    public void drop(long address, int bytes) {
        data.drop(address, bytes);
    }

    /// Misses of instructions, or 0 if one cache holds both.
    public long instructionMisses() {
        return split ? instructions.misses() : 0;
    }

    /// Misses of data, and of instructions if one cache holds both.
    public long dataMisses() {
        return data.misses();
    }

    /// How often another page of the memory was opened.
    public long pageMisses() {
        return memory.pageMisses();
    }

    public void save(StateWriter out) {
        data.save(out);
        if (split) instructions.save(out);
        memory.save(out);
    }

    public void restore(StateReader in) {
        data.restore(in);
        if (split) instructions.restore(in);
        memory.restore(in);
    }
}
