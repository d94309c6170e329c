package org.fugu.exokernel.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The free frames of a part of one node's memory, in runs.
///
/// Free runs never touch: two that would are one. Allocation takes the smallest run that suffices,
/// the lowest of those, and costs the host O(log n) however badly a guest fragments its memory.
public final class FramePool {
    /// 4 GiB a node, what a physical address can name.
    public static final int MOST_FRAMES = 1 << Frames.HOME_SHIFT;

    /// Answered when no run is long enough.
    public static final int NONE = -1;

    private final int first;
    private final int frames;
    private final TreeMap<Integer, Integer> lengthByStart = new TreeMap<>();
    private final TreeSet<Long> byLength = new TreeSet<>();
    private int available;

    /// Frames that the pool it was cut from has again.
    private int ceded;

    /// All frames of a node.
    public FramePool(int frames) {
        this(0, frames);
    }

    /// @param first of the frames that there are, all free
    public FramePool(int first, int frames) {
        if (first < 0 || frames < 1 || frames > MOST_FRAMES - first) {
            throw new IllegalArgumentException(frames + " frames from " + first);
        }
        this.first = first;
        this.frames = frames;
        insert(first, frames);
        available = frames;
    }

    public int available() {
        return available;
    }

    /// Cuts a pool of its own out of a run that [#allocate] finds. There [#hasRun].
    public FramePool part(int count) {
        return new FramePool(allocate(count), count);
    }

    /// If all frames of a part are free, the pool that it was cut from has them again, and the part has
    /// none.
    public void returnTo(FramePool whole) {
        if (available == frames - ceded) release(whole, available);
    }

    /// The pool that a part was cut from has free frames of it again: they are no part of it any more. The
    /// longest runs go first.
    ///
    /// @param most so many frames
    /// @return the runs that went, in the order in which they did
    public List<Cession> cede(FramePool whole, int most) {
        var gone = release(whole, Math.min(most, available));
        for (var run : gone) ceded += run.count;
        return gone;
    }

    /// Frames that have gone back.
    public record Cession(int first, int count) {}

    private List<Cession> release(FramePool whole, int count) {
        var gone = new ArrayList<Cession>();
        for (int left = count; left > 0; ) {
            int length = Math.min(left, longestRun());
            int from = allocate(length);
            whole.free(from, length);
            gone.add(new Cession(from, length));
            left -= length;
        }
        return gone;
    }

    /// Frames that it was made with and has not ceded: free or not.
    public int size() {
        return frames - ceded;
    }

    /// Frames that it has ceded.
    public int ceded() {
        return ceded;
    }

    /// For snapshots, apart from the rest: most pools cede nothing.
    public void restoreCeded(int count) {
        ceded = count;
    }

    /// The first frame that it was made with.
    public int first() {
        return first;
    }

    /// So many frames it was made with.
    public int frames() {
        return frames;
    }

    /// Of the longest run that [#allocate] would find, or 0.
    public int longestRun() {
        return byLength.isEmpty() ? 0 : (int) (byLength.last() >>> 32);
    }

    /// Whether [#allocate] would find a run now.
    public boolean hasRun(int count) {
        return byLength.ceiling(key(count, 0)) != null;
    }

    /// @return the first frame of a run of `count`, or [#NONE]
    public int allocate(int count) {
        if (count < 1) throw new IllegalArgumentException(count + " frames");
        Long found = byLength.ceiling(key(count, 0));
        if (found == null) return NONE;
        int start = (int) (long) found;
        int length = (int) (found >>> 32);
        remove(start, length);
        if (length > count) insert(start + count, length - count);
        available -= count;
        return start;
    }

    /// Whether frames of this pool are meant.
    public boolean covers(long from, int count) {
        return from >= first && count >= 1 && from <= (long) first + frames - count;
    }

    /// Whether a run is free, as a whole.
    public boolean isFree(int from, int count) {
        var run = lengthByStart.floorEntry(from);
        return run != null && from + count <= run.getKey() + run.getValue();
    }

    /// Takes a run that [#isFree].
    public void take(int from, int count) {
        var run = lengthByStart.floorEntry(from);
        if (run == null || !isFree(from, count)) throw new IllegalStateException("frames from " + from + " are taken");
        int start = run.getKey();
        int end = start + run.getValue();
        remove(start, end - start);
        if (start < from) insert(start, from - start);
        if (from + count < end) insert(from + count, end - from - count);
        available -= count;
    }

    /// Takes back a run that [#allocate] or [#take] gave.
    public void free(int from, int count) {
        requireAllocated(from, count);
        int start = from;
        int end = from + count;
        var before = lengthByStart.lowerEntry(from);
        if (before != null && before.getKey() + before.getValue() == from) {
            start = before.getKey();
            remove(start, before.getValue());
        }
        var after = lengthByStart.get(end);
        if (after != null) {
            remove(end, after);
            end += after;
        }
        insert(start, end - start);
        available += count;
    }

    private void requireAllocated(int from, int count) {
        if (from < first || count < 1 || from + count > first + frames) {
            throw new IllegalStateException("frames " + from + " to " + (from + count) + " are not of this pool");
        }
        var before = lengthByStart.lowerEntry(from + count);
        if (before != null && before.getKey() + before.getValue() > from) {
            throw new IllegalStateException("frames from " + from + " are free already");
        }
    }

    private void insert(int start, int length) {
        lengthByStart.put(start, length);
        byLength.add(key(length, start));
    }

    private void remove(int start, int length) {
        lengthByStart.remove(start);
        byLength.remove(key(length, start));
    }

    private static long key(int length, int start) {
        return ((long) length << 32) | start;
    }

    public void save(StateWriter out) {
        out.add(frames).add(lengthByStart.size());
        for (var run : lengthByStart.entrySet()) out.add(run.getKey()).add(run.getValue());
    }

    public void restore(StateReader in) {
        in.nextInt(frames, frames);
        lengthByStart.clear();
        byLength.clear();
        available = 0;
        for (int runs = in.nextInt(0, frames); runs > 0; runs--) {
            int start = in.nextInt(first, first + frames - 1);
            int length = in.nextInt(1, first + frames - start);
            insert(start, length);
            available += length;
        }
    }
}
