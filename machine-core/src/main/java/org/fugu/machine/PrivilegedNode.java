package org.fugu.machine;

import org.fugu.machine.cpu.Context;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// A node as its kernel part sees it: what user code cannot reach. "The context" is the one in the
/// processor's pipeline: the one whose trap the kernel handles.
public interface PrivilegedNode {
    NodeId id();

    /// The node's time in cycles.
    long clock();

    /// Lets time pass in the kernel: the path length of a primitive, at one cycle an instruction.
    void charge(int instructions);

    /// Writes a translation; replaces one of the same address space and page.
    ///
    /// @param frame physical frame number: home node << 20 | frame within the node
    /// @param rights 1 read, 2 write, 4 execute
    void tlbWrite(int addressSpace, long virtualPage, long frame, int rights);

    /// Writes a translation once this node is a sharer of the lines of both words that it follows
    /// from; the context waits meanwhile. The translation is not written if a line is lost before,
    /// or the page-table word is no longer as expected: the program then faults again.
    void bind(Translation translation);

    /// Writes bind words of this node's frames, so that whatever translations follow from them go,
    /// on all nodes. The context waits until all have gone.
    ///
    /// @param bindWords physical addresses, eight bytes each
    void revoke(long... bindWords);

    /// The context waits in the kernel until [#resume], and no other one runs meanwhile.
    void suspend();

    /// Lets the context go on that waits by [#suspend].
    void resume();

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

    /// Lets time pass in an interrupt handler of the kernel, entry included.
    ///
    /// @param instructions of the handler
    void chargeInterrupt(int instructions);

    /// @return whether there was one
    boolean tlbDrop(int addressSpace, long virtualPage);

    /// Drops every translation of a frame that this node holds.
    void tlbDropFrame(long frame);

    /// What the TLB says of a page, without side effect: rights in bits 2 to 0 and the frame above
    /// bit 3, or -1.
    long tlbProbe(int addressSpace, long virtualPage);

    /// The bytes of one of this node's own frames, allocated and zero when first touched.
    ///
    /// @param frame within this node
    byte[] localFrame(int frame);

    /// Fills a frame of this node with zeros and forgets its bytes.
    void clearFrame(int frame);

    /// Whose translations the processor uses from now on.
    void runAddressSpace(int addressSpace);

    /// The bytes of any physical frame, for copying system-call arguments in shared segments.
    ///
    /// In a timing run this is only exact for frames of this node; a call that would read another
    /// node's frame is refused by the kernel.
    byte[] frame(long physicalFrame);

    /// Whether this node's processor can use a frame: its own memory, and that of others only where
    /// the machine shares memory.
    boolean reaches(long physicalFrame);

    /// Stores eight bytes for another node's kernel, as a store of this node would: translations that
    /// follow from the line go, and so does a reservation of it.
    ///
    /// @param frame within this node
    /// @param offset in it, a multiple of eight
    void store(int frame, int offset, long value);

    /// The context in the processor's pipeline.
    Context context();

    /// Hands an exception to user code: sets `uepc` to the context's `pc`, `ucause`, `utval`,
    /// disables user interrupts and moves `pc` to the entry.
    void deliverException(Context context, long entry, TrapCause cause, long value);

    /// `uepc`, `ucause` without its top bit, and `utval`, as the program has them now.
    long userTrapPc();

    long userTrapCause();

    long userTrapValue();

    /// The job is over here: no context runs again.
    void halt();

    /// The context sleeps until a message for it is available. It wakes with `pc` as it is now.
    void sleepUntilMessage();

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

    /// Whether user DMA still has to read or write part of a frame of this node, which must not be
    /// taken away before.
    ///
    /// @param frame physical frame number
    boolean isInTransfer(long frame);

    /// Sends on the second network. On a machine without one the packet is lost.
    ///
    /// @param words at most four, 32 bytes
    void sendPacket(NodeId to, long... words);

    /// Calls [TrapHandler#instructionLimit] when the contexts of this node have retired that many
    /// instructions in all.
    void limitInstructions(long instructions);
}
