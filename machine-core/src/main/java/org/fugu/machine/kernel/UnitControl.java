package org.fugu.machine.kernel;

import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What a node's kernel does with the message unit.
public interface UnitControl {
    /// Copies what the program on the processor has in the message unit.
    void store(UnitState program);

    /// Lets the message unit be as a program has it, which is to have the processor. Messages stay in
    /// the queue: those of another group are handed to [TrapHandler#message] when they come first.
    void load(UnitState program);

    /// Whether everything that arrives is handed to [TrapHandler#message], in order.
    void divert(boolean all);

    /// Shows the program a message from the kernel's buffer in place of the queue's head. Its disposal
    /// traps ([TrapCause#DISPOSE_EXTEND]), so that the kernel can show the next one.
    ///
    /// @param message or null for the queue's own head
    void show(@Nullable UserMessage message);

    /// The program has disposed of the message that is shown: it counts as received, and its handler may
    /// end. The message goes on being shown until [#show] says otherwise.
    void disposeShown();

    /// Whether the head of the queue is a message that only the kernel may take. It is handed to
    /// [TrapHandler#message] in a moment.
    boolean isKernelMessageWaiting();

    /// Whether a message of the program's waits in the queue, where it can hold others up.
    boolean isMessageHeldOff();

    /// Limits how many messages the program may launch outside atomic sections, before its launches wait
    /// or are refused as if the network took none.
    ///
    /// @param launches 0 and more, or [UnitState#UNLIMITED]
    void allow(int launches);

    /// What is left of the limit, or [UnitState#UNLIMITED].
    int allowed();

    /// Binds an endpoint slot of the program on the processor; see [UnitState#bind]. A launch that waits
    /// is checked again before it is sent.
    void bind(int slot, int group, int badge, NodeId... nodes);

    /// Nothing can be sent any more through a slot of the program on the processor.
    void unbind(int slot);

    /// Makes the end of the present atomic section trap ([TrapCause#ATOMICITY_EXTEND]).
    void extendAtomicity(boolean extend);

    /// Lets a section end although the message that it was entered for was not disposed of.
    void forgiveDisposal();

    /// Messages that the unit has sent in all, of whatever program.
    long sent();

    /// Messages that programs have received in all.
    long received();

    /// Gives the program the whole time of the atomicity timer again.
    void presetTimer();
}
