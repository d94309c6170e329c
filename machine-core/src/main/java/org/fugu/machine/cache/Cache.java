package org.fugu.machine.cache;

import java.util.Arrays;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A cache, indexed by physical line: direct-mapped or with several ways. Only tags and states: the
/// data are in the home's DRAM. Within a set the line that came first leaves first, so that
/// replacement can be foretold.
///
/// The index mixes in the home node by whole frames. Page-interleaved shared segments put
/// neighbouring pages at the same offset of different nodes; without the mix they would all fall on
/// the same lines.
///
/// Beside the sets there is a place for one line that has to make room but may not leave yet
/// ([#keep]), as in the transaction buffer of Alewife (Kubiatowicz, Chaiken and Agarwal, "Closing
/// the Window of Vulnerability in Multiphase Memory Transactions", ASPLOS 1992).
public final class Cache {
    /// No line, a readable line, a line that may be written.
    public static final byte INVALID = 0;

    public static final byte SHARED = 1;
    public static final byte MODIFIED = 2;

    /// Where a line could stand.
    public static final long NO_LINE = -1;

    private static final int NONE = -1;

    /// In a place without a line: whoever looks for [#NO_LINE] does not find it.
    private static final long FREE = -2;

    /// The lines of a set are neighbours. The last place is the one beside the sets. Where the state is
    /// [#INVALID], and only there, it is [#FREE].
    private final long[] lines;

    private final byte[] states;
    private final byte[] oldest;

    /// What may pass without asking, as long as its line stays as it is here; and when lines were used.
    private final HitTable hits;

    /// By place: whether instructions are executed from it that were found once and not looked for again.
    private final boolean[] executed;

    private final CodeEpoch epoch;

    private final int ways;
    private final int beside;
    private final int mask;
    private final int homeShift;
    private final int perFrameShift;
    private final LineShape shape;

    /// A cache on whose lines no table of hits rests.
    ///
    /// @param bytes capacity
    /// @param ways lines of a set, 1 to 16; capacity and ways must leave a power of two of sets
    public Cache(int bytes, int ways, LineShape shape) {
        this(bytes, ways, shape, new HitTable(shape.shift(), 1, places(bytes, shape)), new CodeEpoch());
    }

    /// @param hits with [#places]
    /// @param epoch is told when a line leaves from which instructions are executed
    public Cache(int bytes, int ways, LineShape shape, HitTable hits, CodeEpoch epoch) {
        int sets = bytes / shape.bytes() / ways;
        if (Integer.bitCount(sets) != 1 || sets * shape.bytes() * ways != bytes) {
            throw new IllegalArgumentException("a cache of " + bytes + " bytes in " + ways + " ways, with lines of "
                    + shape.bytes() + " bytes: its number of sets must be a power of two");
        }
        this.ways = ways;
        beside = sets * ways;
        lines = new long[beside + 1];
        states = new byte[beside + 1];
        oldest = new byte[sets];
        Arrays.fill(lines, FREE);
        this.hits = hits;
        executed = new boolean[beside + 1];
        this.epoch = epoch;
        mask = sets - 1;
        homeShift = shape.homeShift();
        perFrameShift = shape.perFrameShift();
        this.shape = shape;
    }

    /// Where lines can be.
    public static int places(int bytes, LineShape shape) {
        return bytes / shape.bytes() + 1;
    }

    private int set(long line) {
        return (int) (line ^ (line >>> homeShift) << perFrameShift) & mask;
    }

    /// Where a line is, or [#NONE]. Hot.
    private int find(long line) {
        int first = set(line) * ways;
        for (int i = first; i < first + ways; i++) if (lines[i] == line) return i;
        return lines[beside] == line ? beside : NONE;
    }

    /// Where a line would be put: where it is, or on a free place, or over the oldest of its set.
    private int place(long line) {
        int found = find(line);
        if (found != NONE) return found;
        int set = set(line);
        for (int i = set * ways; i < (set + 1) * ways; i++) if (lines[i] == FREE) return i;
        return set * ways + oldest[set];
    }

    /// The state of a line: [#INVALID], [#SHARED] or [#MODIFIED].
    public byte state(long line) {
        int found = find(line);
        return found == NONE ? INVALID : states[found];
    }

    /// The state of a line that is used now.
    public byte use(long line, long time) {
        int found = find(line);
        if (found == NONE) return INVALID;
        hits.used[found] = time;
        return states[found];
    }

    /// Whether a line is present and was used at that time or later.
    public boolean isUsedSince(long line, long time) {
        int found = find(line);
        return found != NONE && lastUse(found) >= time;
    }

    private long lastUse(int place) {
        return executed[place] ? Math.max(hits.lastUse(place), epoch.lastUse) : hits.lastUse(place);
    }

    /// Lets accesses of one kind to a line that is here pass without asking, as long as it stays as it is.
    public void allow(long address, long line, boolean stores, byte[] frame) {
        hits.allow(address, stores, frame, find(line));
    }

    /// Stores to a line have to be looked at again.
    public void forbidStores(long line) {
        int found = find(line);
        if (found != NONE) hits.forbidStores(found);
    }

    /// Instructions of a line that is here are executed without looking for it, as long as the
    /// epoch lasts.
    ///
    /// @return false if it is not here
    public boolean executesFrom(long line) {
        int found = find(line);
        if (found == NONE) return false;
        executed[found] = true;
        return true;
    }

    /// Which line would have to leave for this one, or [#NO_LINE].
    public long victim(long line) {
        long there = lines[place(line)];
        return there == line || there == FREE ? NO_LINE : there;
    }

    /// Whether instructions are executed from the line that would have to leave for this one.
    public boolean displacesCode(long line) {
        return executed[place(line)];
    }

    /// A place holds something else now.
    private void changed(int place) {
        hits.forget(place);
        if (!executed[place]) return;
        hits.used[place] = lastUse(place);
        executed[place] = false;
        epoch.departs(shape.address(lines[place]), shape.bytes());
    }

    /// Puts a line in, over the [#victim] if there is one.
    public void install(long line, byte state) {
        int place = place(line);
        boolean replaces = lines[place] != FREE && lines[place] != line;
        changed(place);
        if (replaces) oldest[place / ways] = (byte) ((oldest[place / ways] + 1) % ways);
        lines[place] = line;
        states[place] = state;
    }

    /// Changes the state of a line that is present; without it, nothing happens.
    ///
    /// @return whether it was present
    public boolean change(long line, byte state) {
        int found = find(line);
        if (found == NONE) return false;
        changed(found);
        states[found] = state;
        if (state == INVALID) lines[found] = FREE;
        return true;
    }

    /// Moves a line that is present to the place beside the sets, which must be free.
    public void keep(long line) {
        int found = find(line);
        if (found == NONE || lines[beside] != FREE) throw new IllegalStateException("line " + line);
        changed(found);
        changed(beside);
        hits.used[beside] = hits.used[found];
        lines[beside] = line;
        states[beside] = states[found];
        states[found] = INVALID;
        lines[found] = FREE;
    }

    /// The line beside the sets, or [#NO_LINE].
    public long kept() {
        return lines[beside] == FREE ? NO_LINE : lines[beside];
    }

    public void save(StateWriter out) {
        var valid = lines.clone();
        for (int i = 0; i < valid.length; i++) if (valid[i] == FREE) valid[i] = 0;
        out.add(valid).add(states).add(oldest);
    }

    public void restore(StateReader in) {
        hits.clear();
        epoch.end();
        in.next(lines);
        in.next(states);
        in.next(oldest);
        for (int i = 0; i < lines.length; i++) if (states[i] == INVALID) lines[i] = FREE;
    }
}
