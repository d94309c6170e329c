package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.PageBit;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.PageBits;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.kernel.PrivilegedNode;

/// Marks pages as they are used, in bytes of their environment's own memory ([PageBits]): there it reads
/// them without the kernel. Where they are is looked up each time; memory that has been taken away since
/// is not written to.
public final class PageMarks {
    private static final int GONE = -1;

    private PageMarks() {}

    /// Whether bytes can be there: in pages that the kernel maps by itself, may be written, and are this
    /// node's own.
    static boolean arePossible(PrivilegedNode node, Environment environment, PageBits bits) {
        if (!AddressSpace.contains(bits.address()) || !AddressSpace.contains(bits.address() + bits.pages() - 1)) {
            return false;
        }
        long last = bits.address() + bits.pages() - 1 >>> AddressSpace.PAGE_SHIFT;
        for (long page = bits.address() >>> AddressSpace.PAGE_SHIFT; page <= last; page++) {
            if (frame(node, environment, page) < 0) return false;
        }
        return true;
    }

    /// Within the node, or negative.
    private static int frame(PrivilegedNode node, Environment environment, long page) {
        var mapping = environment.guaranteed(page);
        if (mapping == null || !mapping.rights().contains(Right.WRITE)) return GONE;
        long frame = mapping.frame(page);
        boolean isOwn = Frames.homeOf(frame) == node.id().index() && !environment.isShared(frame);
        return isOwn ? Frames.withinHome(frame) : GONE;
    }

    /// Whether a store to the page would be its first since its byte was cleared.
    static boolean isClean(PrivilegedNode node, Environment environment, long page) {
        var bits = environment.contexts().pageBits();
        if (!bits.covers(page)) return false;
        long address = bits.byteOf(page);
        int frame = frame(node, environment, address >>> AddressSpace.PAGE_SHIFT);
        if (frame < 0) return false;
        return (node.frames().localFrame(frame)[offset(address)] & PageBit.DIRTY.bit()) == 0;
    }

    /// Sets bits in the byte of a page, if it has one.
    public static void mark(PrivilegedNode node, Environment environment, long page, int marks) {
        var bits = environment.contexts().pageBits();
        if (!bits.covers(page)) return;
        long address = bits.byteOf(page);
        int frame = frame(node, environment, address >>> AddressSpace.PAGE_SHIFT);
        if (frame < 0) return;
        int at = offset(address) & -Long.BYTES;
        int shift = (offset(address) - at) * Byte.SIZE;
        long before = doubleWord(node.frames().localFrame(frame), at);
        long after = before | (long) marks << shift;
        if (after != before) node.frames().store(frame, at, after);
    }

    private static long doubleWord(byte[] frame, int at) {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) word = word << Byte.SIZE | frame[at + i] & 0xff;
        return word;
    }

    private static int offset(long address) {
        return (int) address & AddressSpace.PAGE_BYTES - 1;
    }
}
