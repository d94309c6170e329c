package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Reclaimable;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.kernel.PrivilegedNode;

/// Where the kernel notes what it has taken from an environment by force (Aegis, SOSP 1995, section 3.5).
/// It is memory of the application, which it has named before and reads as it likes:
///
/// ```text
///    0   how much was ever noted, in double-words
///    8   a ring of 31: note number n, from 0, is at 8 + 8 * (n mod 31)
///
///  63           32 31            8 7      0
/// +---------------+---------------+--------+
/// |     name      |     count     |  kind  |   a note
/// +---------------+---------------+--------+
/// ```
public final class RepossessionVector {
    /// Notes that it keeps.
    public static final int NOTES = 31;

    public static final int BYTES = Long.BYTES * (1 + NOTES);
    private static final int COUNT_SHIFT = 8;
    private static final int NAME_SHIFT = 32;

    private RepossessionVector() {}

    /// Whether it can be at an address: see [SaveArea].
    static boolean isPossible(PrivilegedNode node, Environment environment, long address) {
        return SaveArea.physical(node, environment, address, BYTES) >= 0;
    }

    /// Notes a loss, if the environment has said where.
    ///
    /// @param name of the first one taken, as the environment calls it
    public static void note(PrivilegedNode node, Environment environment, Reclaimable kind, long name, int count) {
        var reclaims = environment.reclaims();
        long address = reclaims.vector();
        long physical = address == 0 ? -1 : SaveArea.physical(node, environment, address, BYTES);
        if (physical < 0) return; // it has been taken away since
        int frame = Frames.withinHome(physical >>> AddressSpace.PAGE_SHIFT);
        int offset = (int) physical & AddressSpace.PAGE_BYTES - 1;
        long noted = reclaims.note();
        int at = offset + Long.BYTES * (1 + (int) ((noted - 1) % NOTES));
        node.frames().store(frame, at, kind.number() | (long) count << COUNT_SHIFT | name << NAME_SHIFT);
        node.frames().store(frame, offset, noted);
    }
}
