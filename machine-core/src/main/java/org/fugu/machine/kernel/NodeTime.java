package org.fugu.machine.kernel;

/// How a node's kernel takes time.
public interface NodeTime {
    /// The node's time in cycles.
    long clock();

    /// Lets time pass in the kernel: the path length of a primitive, at one cycle an instruction.
    void charge(int instructions);

    /// Lets time pass in an interrupt handler of the kernel, entry included.
    ///
    /// @param instructions of the handler
    void chargeInterrupt(int instructions);

    /// Calls [TrapHandler#alarm] at that cycle, between two instructions; at once if it has passed. It
    /// cannot be taken back: whoever no longer wants it ignores its number.
    ///
    /// @param number what the handler is told
    void alarm(long cycle, long number);

    /// Calls [TrapHandler#instructionLimit] when the contexts of this node have retired that many
    /// instructions in all.
    void limitInstructions(long instructions);
}
