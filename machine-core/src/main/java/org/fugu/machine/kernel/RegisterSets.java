package org.fugu.machine.kernel;

import org.fugu.machine.cpu.Context;
import org.fugu.machine.trap.TrapCause;

/// What a node's kernel does with the register sets of its processor. "The context" is the one in the
/// processor's pipeline: the one whose trap the kernel handles.
public interface RegisterSets {
    /// The context in the processor's pipeline.
    Context context();

    /// How many register sets the processor has.
    int contexts();

    /// How many of them have something to do or to wait for.
    int liveContexts();

    /// @param index 0 to [#contexts] - 1
    /// @return whether nothing was started in it, or what was has ended
    boolean isContextFree(int index);

    /// Lets a program begin in a free context: it takes the pipeline when the present one leaves it.
    ///
    /// @param index 0 to [#contexts] - 1
    /// @return the context, whose other registers hold nothing
    /// @throws IllegalStateException if the context is not free
    Context startContext(int index, long pc);

    /// The program in the context has ended; the context is free.
    void endContext();

    /// The context waits in the kernel until [#resume], and no other one runs meanwhile.
    void suspend();

    /// Lets the context go on that waits by [#suspend].
    void resume();

    /// The context sleeps until a message for it is available. It wakes with `pc` as it is now.
    void sleepUntilMessage();

    /// The job is over here: no context runs again.
    void halt();

    /// Hands an exception to user code: sets `uepc` to the context's `pc`, `ucause`, `utval`,
    /// disables user interrupts and moves `pc` to the entry.
    void deliverException(Context context, long entry, TrapCause cause, long value);

    /// `uepc`, `ucause` without its top bit, and `utval`, as the program has them now.
    long userTrapPc();

    long userTrapCause();

    long userTrapValue();
}
