package org.fugu.machine.cpu;

/// Why an interpreter stopped.
public enum Stop {
    /// The clock has reached the limit; `pc` is at the next instruction.
    LIMIT,
    /// The context's suspended access is active and waits for its line; the instruction is charged
    /// but not yet retired, and is not executed again.
    SUSPENDED,
    /// The message unit was not ready; the instruction will be executed again and has cost nothing.
    STALLED,
    /// The program says that it only waits for another context; the instruction is retired.
    PAUSED,
    /// A processor that runs ahead has come to an instruction that concerns others; nothing of it was
    /// done, and `pc` is at it.
    LATER,
    /// An exception or system call, in the port's `cause` and `value`; `pc` is at the instruction.
    TRAP
}
