package org.fugu.machine.clock;

/// The turns that nodes take in a functional run, which has no other windows: of so many cycles each,
/// from 0 on.
public final class NodeTurns {
    /// Of one turn.
    public static final long CYCLES = 1_000;

    private NodeTurns() {}

    /// When the turn that a time is in began.
    public static long begin(long time) {
        return time / CYCLES * CYCLES;
    }

    /// When the turn that a time is in ends.
    public static long end(long time) {
        return begin(time) + CYCLES;
    }
}
