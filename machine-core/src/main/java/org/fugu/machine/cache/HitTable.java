package org.fugu.machine.cache;

import java.util.Arrays;

/// Which loads and stores may be made at once and change nothing but registers and memory: what the
/// TLB, the cache and the kernel's words would say, in one look. A node has one; both engines look at
/// it first. What is not in it may still hit, the long way.
///
/// An entry is about a *granule* of virtual addresses: a line where there is a cache, else a page. It
/// rests on a *place*: where its line is in the cache, or a number of its frame. A place has one entry
/// at most, so that what happens to it ends the entry.
///
/// The fields are public because they are read for every access. Nothing here is part of the
/// simulated machine.
public final class HitTable {
    /// Words of an entry: the granule's address if loads hit, if stores hit, when it was used last, the
    /// place.
    public static final int LOAD = 0;

    public static final int STORE = 1;
    public static final int USED = 2;
    private static final int PLACE = 3;
    public static final int ROW_SHIFT = 2;

    /// The address of no granule.
    private static final long NOTHING = -1;

    private static final int NONE = -1;
    private static final int PAGE_SHIFT = 12;

    /// Entry after entry, [#ROW_SHIFT].
    public final long[] rows;

    /// By entry: the bytes of its frame.
    public final byte[][] frames;

    /// The binary logarithm of a granule's size.
    public final int granuleShift;

    /// The number of entries − 1.
    public final int mask;

    /// By place: its entry, or [#NONE].
    private final int[] entries;

    /// By place: when it was used last, without what stands in its entry.
    final long[] used;

    /// @param count of entries, a power of two
    /// @param places what they may rest on
    public HitTable(int granuleShift, int count, int places) {
        this.granuleShift = granuleShift;
        mask = count - 1;
        rows = new long[count << ROW_SHIFT];
        frames = new byte[count][];
        entries = new int[places];
        used = new long[places];
        Arrays.fill(entries, NONE);
        Arrays.fill(frames, new byte[0]);
        for (int i = 0; i < count; i++) empty(i);
    }

    /// A table in which nothing hits.
    public static HitTable empty() {
        return new HitTable(PAGE_SHIFT, 1, 1);
    }

    /// The first word of the entry for an address. Hot.
    public int row(long address) {
        return ((int) (address >>> granuleShift) & mask) << ROW_SHIFT;
    }

    /// What an entry has to say for an access to pass: its granule, and that the access is aligned.
    ///
    /// @param bytes of the access: 1, 2, 4 or 8
    public long tag(long address, int bytes) {
        return address & (-1L << granuleShift | bytes - 1);
    }

    /// Lets accesses of one kind to a granule pass from now on.
    public void allow(long address, boolean stores, byte[] frame, int place) {
        int row = row(address);
        int entry = row >> ROW_SHIFT;
        long granule = tag(address, 1);
        if (rows[row + PLACE] != place || rows[row + LOAD] != granule && rows[row + STORE] != granule) {
            remove(entry);
            forget(place);
            entries[place] = entry;
            rows[row + PLACE] = place;
            rows[row + USED] = used[place];
            frames[entry] = frame;
        }
        rows[row + (stores ? STORE : LOAD)] = granule;
    }

    private void remove(int entry) {
        int place = (int) rows[(entry << ROW_SHIFT) + PLACE];
        if (place != NONE) forget(place);
    }

    /// What rests on a place no longer passes.
    void forget(int place) {
        int entry = entries[place];
        if (entry == NONE) return;
        used[place] = lastUse(place);
        entries[place] = NONE;
        empty(entry);
    }

    private void empty(int entry) {
        int row = entry << ROW_SHIFT;
        rows[row + LOAD] = NOTHING;
        rows[row + STORE] = NOTHING;
        rows[row + PLACE] = NONE;
    }

    /// When a place was used last.
    long lastUse(int place) {
        long last = used[place];
        return entries[place] == NONE ? last : Math.max(last, rows[(entries[place] << ROW_SHIFT) + USED]);
    }

    /// Stores to what rests on a place have to be looked at.
    public void forbidStores(int place) {
        if (entries[place] != NONE) rows[(entries[place] << ROW_SHIFT) + STORE] = NOTHING;
    }

    /// All stores have to be looked at.
    public void forbidStores() {
        for (int row = 0; row < rows.length; row += 1 << ROW_SHIFT) rows[row + STORE] = NOTHING;
    }

    /// A page is not translated any more.
    public void forgetPage(long page) {
        long address = page << PAGE_SHIFT;
        int count = Math.min(mask + 1, 1 << Math.max(0, PAGE_SHIFT - granuleShift));
        for (int i = 0; i < count; i++) {
            int entry = row(address + ((long) i << granuleShift)) >> ROW_SHIFT;
            if (isInPage(entry, page)) remove(entry);
        }
    }

    private boolean isInPage(int entry, long page) {
        int row = entry << ROW_SHIFT;
        return rows[row + LOAD] >> PAGE_SHIFT == page || rows[row + STORE] >> PAGE_SHIFT == page;
    }

    /// Nothing passes any more.
    public void clear() {
        for (int entry = 0; entry <= mask; entry++) remove(entry);
    }
}
