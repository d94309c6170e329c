package org.fugu.service.worker;

/// Whether what earlier tasks left in the heap leaves enough of it for another.
final class HeapRoom {
    private HeapRoom() {}

    /// Looks closer only if much is in use: most of that is garbage.
    static boolean isThere() {
        long most = Runtime.getRuntime().maxMemory();
        if (used() <= most / 2) return true;
        System.gc();
        return used() <= most / 8;
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
