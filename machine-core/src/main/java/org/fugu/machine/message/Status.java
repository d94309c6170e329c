package org.fugu.machine.message;

/// Bits of the unit's status, [CsrNumber#USTAT].
public final class Status {
    /// A message is at the head of the queue.
    public static final int AVAILABLE = 1;

    /// The network takes messages.
    public static final int FREE = 1 << 1;

    /// The machine has no message unit.
    public static final int NO_UNIT = 1 << 2;

    private Status() {}
}
