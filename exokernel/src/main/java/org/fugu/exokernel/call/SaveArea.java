package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;

/// Where the dispatch of an exception saves the scratch registers that its first instructions use: in
/// memory of the application, so that the kernel keeps nothing (SOSP 1995, section 5.3).
public final class SaveArea {
    private static final int[] SAVED = {5, 6, 7};
    private static final int BYTES = SAVED.length * Long.BYTES;

    private SaveArea() {}

    /// Whether it can be at an address: double-words of one page that the kernel maps by itself, may be
    /// written, and is this node's own.
    static boolean isPossible(PrivilegedNode node, Environment environment, long address) {
        return physical(node, environment, address, BYTES) >= 0;
    }

    /// Where double-words of an environment are that the kernel may write: in one page that it maps by
    /// itself, with the right to write, and that is this node's own.
    ///
    /// @return the physical address, or -1
    public static long physical(PrivilegedNode node, Environment environment, long address, int bytes) {
        if (!AddressSpace.contains(address) || (address & Long.BYTES - 1) != 0) return -1;
        int offset = (int) address & AddressSpace.PAGE_BYTES - 1;
        if (offset > AddressSpace.PAGE_BYTES - bytes) return -1;
        long page = address >>> AddressSpace.PAGE_SHIFT;
        var mapping = environment.guaranteed(page);
        if (mapping == null || !mapping.rights().contains(Right.WRITE)) return -1;
        long frame = mapping.frame(page);
        boolean isOwn = Frames.homeOf(frame) == node.id().index() && !environment.isShared(frame);
        return isOwn ? frame << AddressSpace.PAGE_SHIFT | offset : -1;
    }

    /// Saves the registers if the environment has an area.
    public static void save(PrivilegedNode node, Environment environment, Context context) {
        long address = environment.contexts().saveArea();
        long physical = address == 0 ? -1 : physical(node, environment, address, BYTES);
        if (physical < 0) return; // it has been taken away since
        int frame = Frames.withinHome(physical >>> AddressSpace.PAGE_SHIFT);
        int offset = (int) physical & AddressSpace.PAGE_BYTES - 1;
        for (int i = 0; i < SAVED.length; i++) {
            node.frames().store(frame, offset + i * Long.BYTES, context.x[SAVED[i]]);
        }
    }
}
