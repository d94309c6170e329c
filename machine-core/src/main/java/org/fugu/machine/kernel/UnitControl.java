package org.fugu.machine.kernel;

import org.fugu.machine.message.UserMessage;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What a node's kernel does with the message unit.
public interface UnitControl {
    /// Binds an endpoint slot of the message unit.
    ///
    /// @param slot 0 to 7
    /// @param group 16 bits, stamped on what is sent through the slot
    /// @param nodes node of each rank
    void bindEndpoint(int slot, int group, NodeId[] nodes);

    /// Which group's messages the program on this node may take, and what it sees in `urank` and
    /// `unode`.
    void setGroup(int group, int rank, int ranks, long machineInformationPage);

    /// Whether everything that arrives is handed to [TrapHandler#message], in order.
    void divert(boolean all);

    /// Shows the program a message from the kernel's buffer in place of the queue's head. Its disposal
    /// traps ([TrapCause#DISPOSE_EXTEND]), so that the kernel can show the next one.
    ///
    /// @param message or null for the queue's own head
    void show(@Nullable UserMessage message);

    /// Makes the end of the present atomic section trap ([TrapCause#ATOMICITY_EXTEND]).
    void extendAtomicity(boolean extend);

    /// Lets a section end although the message that it was entered for was not disposed of.
    void forgiveDisposal();

    /// Gives the program the whole time of the atomicity timer again.
    void presetTimer();
}
