package org.fugu.machine.message;

/// What the message unit and its DMA ask of their node's future. Times have not passed.
public interface UnitSchedule {
    /// Asks for [MessageUnit#timerExpired].
    void timerExpires(long time, long run);

    /// Asks for [MessageUnit#handToKernel].
    void kernelMessage(long time);

    /// Asks for [UserDma#moved].
    void moves(long time, boolean stores);
}
