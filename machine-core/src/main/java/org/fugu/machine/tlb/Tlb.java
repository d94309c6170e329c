package org.fugu.machine.tlb;

import java.util.Arrays;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A fully associative TLB whose entries are tagged with an address space. Replacement is first in,
/// first out, so that it can be foretold.
///
/// Hot: [#find] runs for every access of a program. A table of hints, indexed by the low bits of
/// the page, says where the entry probably is; a wrong hint is slow, never wrong, because the entry
/// itself is compared.
public final class Tlb {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    /// No entry.
    public static final int MISS = -1;

    private static final long FREE = -1;
    private static final int HINTS = 256;

    private final long[] tags;
    private final long[] frames;
    private final byte[] rights;
    private final short[] hints = new short[HINTS];
    private int next;
    private long misses;
    private long writes;

    public Tlb(int entries) {
        tags = new long[entries];
        frames = new long[entries];
        rights = new byte[entries];
        Arrays.fill(tags, FREE);
    }

    private static long tag(int addressSpace, long virtualPage) {
        return (long) addressSpace << 48 | virtualPage;
    }

    /// Which entry translates the page, or [#MISS]. Virtual pages have 36 bits.
    public int find(int addressSpace, long virtualPage) {
        long tag = tag(addressSpace, virtualPage);
        int hinted = hints[(int) virtualPage & (HINTS - 1)];
        return tags[hinted] == tag ? hinted : search(tag, (int) virtualPage & (HINTS - 1));
    }

    private int search(long tag, int hint) {
        for (int i = 0; i < tags.length; i++) {
            if (tags[i] == tag) {
                hints[hint] = (short) i;
                return i;
            }
        }
        return MISS;
    }

    public long frameOf(int entry) {
        return frames[entry];
    }

    public int rightsOf(int entry) {
        return rights[entry];
    }

    /// Writes an entry; one for the same page is replaced where it is.
    public void write(int addressSpace, long virtualPage, long frame, int granted) {
        writes++;
        int entry = find(addressSpace, virtualPage);
        if (entry == MISS) {
            entry = next;
            next = (next + 1) % tags.length;
        }
        tags[entry] = tag(addressSpace, virtualPage);
        frames[entry] = frame;
        rights[entry] = (byte) granted;
        hints[(int) virtualPage & (HINTS - 1)] = (short) entry;
    }

    /// @return whether there was an entry
    public boolean drop(int addressSpace, long virtualPage) {
        int entry = find(addressSpace, virtualPage);
        if (entry == MISS) return false;
        tags[entry] = FREE;
        return true;
    }

    /// Drops every entry that leads to a frame.
    public void dropFrame(long frame) {
        for (int i = 0; i < tags.length; i++) if (tags[i] != FREE && frames[i] == frame) tags[i] = FREE;
    }

    public void countMiss() {
        misses++;
    }

    public long misses() {
        return misses;
    }

    public long writes() {
        return writes;
    }

    public void save(StateWriter out) {
        out.add(tags).add(frames).add(rights).add(next).add(misses).add(writes);
    }

    public void restore(StateReader in) {
        in.next(tags);
        in.next(frames);
        in.next(rights);
        next = in.nextInt(0, tags.length - 1);
        misses = in.next();
        writes = in.next();
        Arrays.fill(hints, (short) 0);
    }
}
