package org.fugu.machine.memory;

/// The layout of a physical address: `home node << 32 | offset`. The home is part of the address,
/// so that no table is needed to find it. Frames are 4 KiB; how long a line is depends on the
/// machine, see [LineShape].
public final class PhysicalAddress {
    public static final int FRAME_SHIFT = 12;
    public static final int FRAME_BYTES = 1 << FRAME_SHIFT;
    static final int HOME_SHIFT = 32;

    private PhysicalAddress() {}

    public static int home(long address) {
        return (int) (address >>> HOME_SHIFT);
    }

    /// @param frame physical frame number: home node << 20 | frame within the node
    public static long ofFrame(long frame) {
        return frame << FRAME_SHIFT;
    }

    /// The number of a physical frame.
    public static long frame(long home, int localFrame) {
        return home << (HOME_SHIFT - FRAME_SHIFT) | localFrame;
    }

    /// Which frame of its home node holds the address.
    public static int localFrame(long address) {
        return (int) (address & 0xffff_ffffL) >>> FRAME_SHIFT;
    }

    public static int offsetInFrame(long address) {
        return (int) address & (FRAME_BYTES - 1);
    }
}
