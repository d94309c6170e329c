package org.fugu.machine.kernel;

import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.ProgramRegisters;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.trap.TrapCause;

/// What a node's kernel does with the register sets of its processor. "The context" is the one in the
/// processor's pipeline: the one whose trap the kernel handles.
public interface RegisterSets {
    /// The context in the processor's pipeline.
    Context context();

    /// How many register sets the processor has.
    int contexts();

    /// Instructions that the contexts have retired in all, of whatever program.
    long instructions();

    /// How many of them have something to do or to wait for.
    int liveContexts();

    /// @param index 0 to [#contexts] - 1
    /// @return whether nothing was started in it, or what was has ended
    boolean isContextFree(int index);

    /// Lets a further context of the program begin in a free register set: it takes the pipeline when
    /// the present one leaves it.
    ///
    /// @param index 0 to [#contexts] - 1
    /// @throws IllegalStateException if the register set is not free
    void startContext(int index, RegisterImage registers);

    /// Whether no context of the program waits for a line, for user DMA, or for memory that the kernel
    /// accesses.
    boolean isBetweenInstructions();

    /// Takes the program off the processor, with all its contexts: every register set is free then. A
    /// launch that waits for the network is executed again later.
    ///
    /// @throws IllegalStateException if it is not [#isBetweenInstructions]; nothing has changed
    void store(ProgramRegisters program);

    /// Gives the free processor to a program. A context that slept goes on if there is a message for
    /// it; the message unit has to be the program's already.
    ///
    /// @throws IllegalStateException if a register set is not free
    void load(ProgramRegisters program);

    /// The program in the context has ended; the context is free.
    void endContext();

    /// The program on the processor is over, with all its contexts: every register set is free.
    void endProgram();

    /// The context waits in the kernel until [#resume], and no other one runs meanwhile.
    void suspend();

    /// Lets the context go on that waits by [#suspend].
    void resume();

    /// The context sleeps until a message for it is available. It wakes with `pc` as it is now.
    void sleepUntilMessage();

    /// Who sleeps until a message is available goes on, although there may be none.
    ///
    /// @return whether anybody slept
    boolean wakeSleepers();

    /// Nothing is to run here any more: the processor stops, and what waits for it is dropped.
    void halt();

    /// Hands an exception to user code: sets `uepc` to the context's `pc`, `ucause`, `utval`,
    /// disables user interrupts and moves `pc` to the entry.
    void deliverException(Context context, long entry, TrapCause cause, long value);

    /// Whether the context is in an atomic section: user interrupts are disabled, as they are in a
    /// handler.
    boolean isAtomic();

    /// `uepc`, `ucause` without its top bit, and `utval`, as the program has them now.
    long userTrapPc();

    long userTrapCause();

    long userTrapValue();
}
