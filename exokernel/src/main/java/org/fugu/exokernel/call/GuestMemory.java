package org.fugu.exokernel.call;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.frame.FramesAbroad;
import org.fugu.machine.kernel.NodeFrames;
import org.fugu.machine.kernel.PrivilegedNode;
import org.jspecify.annotations.Nullable;

/// Reads and writes what a guest points to. It sees what the guest itself could read without a fault: pages in
/// its TLB, and guaranteed ones.
///
/// Shared segments are never read, not even pages that are at home here: another node may own their
/// lines and write them at this moment of host time, and then the value would not be simulated. The
/// same holds for frames that were granted to another node.
public final class GuestMemory {
    private static final int TLB_RIGHTS = 0x7;
    private static final int TLB_FRAME_SHIFT = 3;

    private final PrivilegedNode node;
    private final Environment environment;
    private final FramesAbroad abroad;

    /// @param abroad frames that other nodes may have written to
    public GuestMemory(PrivilegedNode node, Environment environment, FramesAbroad abroad) {
        this.node = node;
        this.environment = environment;
        this.abroad = abroad;
    }

    /// @param count 0 to a few pages
    /// @return the bytes, or null if any of them cannot be read
    byte @Nullable [] read(long address, int count) {
        if (!AddressSpace.contains(address) || !AddressSpace.contains(address + count)) return null;
        var bytes = new byte[count];
        for (int done = 0; done < count; ) {
            int offset = (int) (address + done) & (AddressSpace.PAGE_BYTES - 1);
            int part = Math.min(count - done, AddressSpace.PAGE_BYTES - offset);
            long frame = readableFrame((address + done) >>> AddressSpace.PAGE_SHIFT);
            if (frame < 0) return null;
            System.arraycopy(node.frames().localFrame(Frames.withinHome(frame)), offset, bytes, done, part);
            done += part;
        }
        return bytes;
    }

    /// Bytes of the guest's that the kernel may write: those that the guest itself could write without a fault.
    ///
    /// @param pages the node's frames that they are in
    /// @param offset of the first in the first frame
    @SuppressWarnings("ArrayRecordComponent") // made, used and dropped in one call
    record Room(NodeFrames memory, int[] pages, int offset) {
        /// Stores bytes in it as the node's own stores would.
        void put(byte[] bytes) {
            for (int done = 0; done < bytes.length; ) {
                int at = offset + done;
                int frame = pages[at >>> AddressSpace.PAGE_SHIFT];
                int within = at & AddressSpace.PAGE_BYTES - 1;
                int first = within & Long.BYTES - 1;
                int part = Math.min(Long.BYTES - first, bytes.length - done);
                var word = Arrays.copyOfRange(memory.localFrame(frame), within - first, within - first + Long.BYTES);
                System.arraycopy(bytes, done, word, first, part);
                memory.store(
                        frame,
                        within - first,
                        ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getLong());
                done += part;
            }
        }
    }

    /// @param count 0 to a few pages
    /// @return null if any of these bytes cannot be written
    @Nullable
    Room room(long address, int count) {
        if (!AddressSpace.contains(address) || !AddressSpace.contains(address + count)) return null;
        int offset = (int) address & AddressSpace.PAGE_BYTES - 1;
        var pages = new int[offset + count + AddressSpace.PAGE_BYTES - 1 >>> AddressSpace.PAGE_SHIFT];
        if (count == 0) return new Room(node.frames(), pages, offset);
        for (int i = 0; i < pages.length; i++) {
            long frame = mappedFrame((address >>> AddressSpace.PAGE_SHIFT) + i, Right.WRITE);
            if (frame < 0 || unshared(frame) < 0) return null;
            pages[i] = Frames.withinHome(frame);
        }
        return new Room(node.frames(), pages, offset);
    }

    /// What lies on a stack, for people: also what the TLB has forgotten.
    ///
    /// @param most double-words to read; fewer where the stack ends
    public List<Long> stack(long address, int most) {
        var words = new ArrayList<Long>();
        if ((address & Long.BYTES - 1) != 0) return words;
        for (long at = address; words.size() < most && AddressSpace.contains(at); at += Long.BYTES) {
            long page = at >>> AddressSpace.PAGE_SHIFT;
            long frame = readableFrame(page);
            long loaded = frame < 0 ? environment.loadedFrame(page) : frame;
            if (loaded < 0 || unshared(loaded) < 0) break;
            var bytes = ByteBuffer.wrap(node.frames().localFrame(Frames.withinHome(loaded)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            words.add(bytes.getLong((int) at & AddressSpace.PAGE_BYTES - 1));
        }
        return words;
    }

    /// Where a word is that the guest could read now, shared or not; nothing is read.
    ///
    /// @return its physical address, or -1
    long physicalAddress(long address) {
        if (!AddressSpace.contains(address)) return -1;
        long frame = mappedFrame(address >>> AddressSpace.PAGE_SHIFT, Right.READ);
        boolean reached = frame >= 0 && node.frames().reaches(frame);
        return !reached ? -1 : frame << AddressSpace.PAGE_SHIFT | address & AddressSpace.PAGE_BYTES - 1;
    }

    private long readableFrame(long page) {
        long frame = mappedFrame(page, Right.READ);
        return frame < 0 ? -1 : unshared(frame);
    }

    private long mappedFrame(long page, Right right) {
        long entry = node.translations().tlbProbe(environment.addressSpace(), page);
        if (entry >= 0 && (entry & TLB_RIGHTS & right.bit()) != 0) return entry >>> TLB_FRAME_SHIFT;
        var mapping = environment.guaranteed(page);
        return mapping != null && mapping.rights().contains(right) ? mapping.frame(page) : -1;
    }

    private long unshared(long frame) {
        boolean local = Frames.homeOf(frame) == node.id().index();
        return local && !environment.isShared(frame) && !abroad.contains(frame) ? frame : -1;
    }
}
