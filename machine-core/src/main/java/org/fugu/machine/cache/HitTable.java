package org.fugu.machine.cache;

import java.util.Arrays;

/// Which loads and stores may be made at once and change nothing but registers and memory: what the
/// TLB, the cache and the kernel's words would say, in one look. A node has one; both engines look at
/// it first. What is not in it may still hit, the long way.
///
/// An entry is about a *granule* of virtual addresses: a line where there is a cache, else a page. It
/// rests on a *place*: where its line is in the cache, or a number of its frame. A place has one entry
/// at most, so that what happens to it ends the entry. The entries of a page are in a list, so that
/// what happens to its translation ends them without looking at others.
///
/// The fields are public because they are read for every access. Nothing here is part of the
/// simulated machine.
public final class HitTable {
    /// The address of no granule.
    private static final long NOTHING = -1;

    private static final int NONE = -1;
    private static final int PAGE_SHIFT = 12;
    private static final int LISTS = 256;

    private static final int FEW_NODES = 64;
    private static final int MANY_ENTRIES = 4096;
    private static final int FEW_ENTRIES = 512;

    /// By entry: the granule's address if loads hit.
    public final long[] loads;

    /// By entry: the granule's address if stores hit.
    public final long[] stores;

    /// By entry: when it was used last by a processor that runs ahead.
    public final long[] uses;

    /// By entry: the bytes of its frame.
    public final byte[][] frames;

    /// The binary logarithm of a granule's size.
    public final int granuleShift;

    /// The number of entries − 1.
    public final int mask;

    /// By entry: the place.
    private final int[] places;

    /// By entry: the granule, whatever hits; and its neighbours in the list of its page.
    private final long[] granules;

    private final int[] next;
    private final int[] previous;

    /// The first entries of the lists, by the low bits of the page.
    private final int[] firsts = new int[LISTS];

    /// By place: its entry, or [#NONE].
    private final int[] entries;

    /// By place: when it was used last, without what stands in its entry.
    final long[] used;

    /// @param count of entries, a power of two
    /// @param places what they may rest on
    public HitTable(int granuleShift, int count, int places) {
        this.granuleShift = granuleShift;
        mask = count - 1;
        loads = new long[count];
        stores = new long[count];
        uses = new long[count];
        frames = new byte[count][];
        this.places = new int[count];
        granules = new long[count];
        next = new int[count];
        previous = new int[count];
        entries = new int[places];
        used = new long[places];
        Arrays.fill(entries, NONE);
        Arrays.fill(frames, new byte[0]);
        Arrays.fill(firsts, NONE);
        Arrays.fill(loads, NOTHING);
        Arrays.fill(stores, NOTHING);
        Arrays.fill(this.places, NONE);
    }

    /// A table in which nothing hits.
    public static HitTable empty() {
        return new HitTable(PAGE_SHIFT, 1, 1);
    }

    /// How many entries pay at the most: some 60 bytes each, on every node.
    public static int entries(int nodes) {
        return nodes <= FEW_NODES ? MANY_ENTRIES : FEW_ENTRIES;
    }

    /// The entry for an address. Hot.
    public int entry(long address) {
        return (int) (address >>> granuleShift) & mask;
    }

    /// What an entry has to say for an access to pass: its granule, and that the access is aligned.
    ///
    /// @param bytes of the access: 1, 2, 4 or 8
    public long tag(long address, int bytes) {
        return address & (-1L << granuleShift | bytes - 1);
    }

    /// Lets accesses of one kind to a granule pass from now on.
    public void allow(long address, boolean stored, byte[] frame, int place) {
        int entry = entry(address);
        long granule = tag(address, 1);
        if (places[entry] != place || granules[entry] != granule) {
            remove(entry);
            forget(place);
            entries[place] = entry;
            places[entry] = place;
            granules[entry] = granule;
            uses[entry] = used[place];
            frames[entry] = frame;
            link(entry);
        }
        (stored ? stores : loads)[entry] = granule;
    }

    private static int list(long page) {
        return (int) page & LISTS - 1;
    }

    private void link(int entry) {
        int list = list(granules[entry] >> PAGE_SHIFT);
        int first = firsts[list];
        next[entry] = first;
        previous[entry] = NONE;
        if (first != NONE) previous[first] = entry;
        firsts[list] = entry;
    }

    private void unlink(int entry) {
        int before = previous[entry];
        int behind = next[entry];
        if (behind != NONE) previous[behind] = before;
        if (before != NONE) next[before] = behind;
        else firsts[list(granules[entry] >> PAGE_SHIFT)] = behind;
    }

    private void remove(int entry) {
        int place = places[entry];
        if (place == NONE) return;
        used[place] = lastUse(place);
        entries[place] = NONE;
        unlink(entry);
        loads[entry] = NOTHING;
        stores[entry] = NOTHING;
        places[entry] = NONE;
    }

    /// What rests on a place no longer passes.
    void forget(int place) {
        int entry = entries[place];
        if (entry != NONE) remove(entry);
    }

    /// When a place was used last.
    long lastUse(int place) {
        long last = used[place];
        return entries[place] == NONE ? last : Math.max(last, uses[entries[place]]);
    }

    /// Stores to what rests on a place have to be looked at.
    public void forbidStores(int place) {
        if (entries[place] != NONE) stores[entries[place]] = NOTHING;
    }

    /// All stores have to be looked at.
    public void forbidStores() {
        Arrays.fill(stores, NOTHING);
    }

    /// A page is not translated any more.
    public void forgetPage(long page) {
        int entry = firsts[list(page)];
        while (entry != NONE) {
            int behind = next[entry];
            if (granules[entry] >> PAGE_SHIFT == page) remove(entry);
            entry = behind;
        }
    }

    /// Nothing passes any more.
    public void clear() {
        for (int entry = 0; entry <= mask; entry++) remove(entry);
    }
}
