package org.fugu.service.worker;

/// What a child's heap has room for.
final class HeapRoom {
    /// A checkpoint grows, is copied, and waits to be written.
    private static final int COPIES = 4;

    private HeapRoom() {}

    /// Whether what earlier tasks left in the heap leaves enough of it for another. Looks closer only if much is in
    /// use: most of that is garbage.
    static boolean isThere() {
        long most = Runtime.getRuntime().maxMemory();
        if (used() <= most / 2) return true;
        System.gc();
        return used() <= most / 8;
    }

    /// How large a checkpoint may be, so that a run does not end for it.
    ///
    /// @param most bytes that are wanted, at least 1
    /// @return 1 if there is no room
    static int forCheckpoint(int most) {
        if (free() / COPIES < most) System.gc();
        return (int) Math.clamp(free() / COPIES, 1, most);
    }

    private static long free() {
        return Runtime.getRuntime().maxMemory() - used();
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
