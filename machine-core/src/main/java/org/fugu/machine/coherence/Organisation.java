package org.fugu.machine.coherence;

/// What a directory does when a line has more readers than an entry has pointers.
public enum Organisation {
    /// A bit for every node: there is always room.
    FULL_MAP,
    /// Software on the home's processor moves the pointers into a table of its own (LimitLESS,
    /// Chaiken, Kubiatowicz and Agarwal, ASPLOS 1991).
    LIMITLESS,
    /// One reader has to give the line up.
    LIMITED;

    private static final Organisation[] ALL = values();

    /// @param figure `coherence.overflow` of a preset: 0 to 2, in the order above
    static Organisation of(int figure) {
        return ALL[figure];
    }
}
