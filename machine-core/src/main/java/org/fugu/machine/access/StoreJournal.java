package org.fugu.machine.access;

import java.util.Arrays;
import org.fugu.machine.cpu.Bytes;

/// What stores have replaced that may have to be taken back.
public final class StoreJournal {
    /// What no access crosses.
    private static final int GROUP = 16;

    /// More stores than that are not looked through.
    private static final int MOST_COMPARED = 32;

    private byte[][] frames = new byte[64][];
    private int[] offsets = new int[64];
    private long[] old = new long[128];
    private int count;

    /// A store is about to be made in a frame.
    void keep(byte[] frame, int offset) {
        if (count == frames.length) grow();
        int group = offset & -GROUP;
        frames[count] = frame;
        offsets[count] = group;
        old[2 * count] = Bytes.getLong(frame, group);
        old[2 * count + 1] = Bytes.getLong(frame, group + Long.BYTES);
        count++;
    }

    private void grow() {
        frames = Arrays.copyOf(frames, 2 * count);
        offsets = Arrays.copyOf(offsets, 2 * count);
        old = Arrays.copyOf(old, 4 * count);
    }

    /// How many stores there were.
    int size() {
        return count;
    }

    /// Whether all that was stored behind the first stores came to nothing: the first of them in each
    /// place has replaced what is there now.
    boolean isAsBefore(int first) {
        if (count - first > MOST_COMPARED) return false;
        for (int i = first; i < count; i++) {
            if (isFirstInPlace(i, first) && !isRestored(i)) return false;
        }
        return true;
    }

    private boolean isFirstInPlace(int store, int from) {
        for (int i = from; i < store; i++) if (frames[i] == frames[store] && offsets[i] == offsets[store]) return false;
        return true;
    }

    private boolean isRestored(int store) {
        return Bytes.getLong(frames[store], offsets[store]) == old[2 * store]
                && Bytes.getLong(frames[store], offsets[store] + Long.BYTES) == old[2 * store + 1];
    }

    /// The stores are made for good.
    public void clear() {
        count = 0;
    }

    /// Takes all stores back, the last first.
    public void undo() {
        while (count > 0) {
            count--;
            Bytes.putLong(frames[count], offsets[count], old[2 * count]);
            Bytes.putLong(frames[count], offsets[count] + Long.BYTES, old[2 * count + 1]);
        }
    }
}
