package org.fugu.machine.cache;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A direct-mapped cache of 16-byte lines, indexed by physical line. Only tags and states: the data
/// are in the home's DRAM.
///
/// The index mixes in the home node by whole frames. Page-interleaved shared segments put
/// neighbouring pages at the same offset of different nodes; without the mix they would all fall on
/// the same lines.
public final class Cache {
    /// No line, a readable line, a line that may be written.
    public static final byte INVALID = 0;

    public static final byte SHARED = 1;
    public static final byte MODIFIED = 2;

    private static final int HOME_SHIFT = 28;
    private static final int FRAME_LINES_SHIFT = 8;

    private final long[] lines;
    private final byte[] states;
    private final int mask;

    /// @param bytes capacity; a power of two
    /// @param lineBytes 16
    public Cache(int bytes, int lineBytes) {
        int count = bytes / lineBytes;
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException("a cache of " + bytes + " bytes: it must be a power of two");
        }
        lines = new long[count];
        states = new byte[count];
        mask = count - 1;
    }

    private int index(long line) {
        return (int) (line ^ (line >>> HOME_SHIFT) << FRAME_LINES_SHIFT) & mask;
    }

    /// The state of a line: [#INVALID], [#SHARED] or [#MODIFIED].
    public byte state(long line) {
        int index = index(line);
        return lines[index] == line ? states[index] : INVALID;
    }

    /// Which line would have to leave for this one, if [#victimState] is not [#INVALID].
    public long victim(long line) {
        return lines[index(line)];
    }

    public byte victimState(long line) {
        int index = index(line);
        return lines[index] == line ? INVALID : states[index];
    }

    /// Puts a line in, over whatever was in its place.
    public void install(long line, byte state) {
        int index = index(line);
        lines[index] = line;
        states[index] = state;
    }

    /// Changes the state of a line that is present; without it, nothing happens.
    ///
    /// @return whether it was present
    public boolean change(long line, byte state) {
        int index = index(line);
        if (lines[index] != line || states[index] == INVALID) return false;
        states[index] = state;
        return true;
    }

    public void save(StateWriter out) {
        var valid = lines.clone();
        for (int i = 0; i < valid.length; i++) if (states[i] == INVALID) valid[i] = 0;
        out.add(valid).add(Arrays.copyOf(states, states.length));
    }

    public void restore(StateReader in) {
        in.next(lines);
        in.next(states);
    }
}
