package org.fugu.machine.kernel;

import org.fugu.machine.cpu.Context;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.trap.TrapCause;

/// The operating system of one node. It may touch only its own node, through [PrivilegedNode]; work
/// elsewhere is a packet on the system network.
public interface TrapHandler extends MessageUnit.Kernel {
    /// An exception or system call of the running program. The context is precise: `pc` is at the
    /// instruction that trapped. On return the context goes on at its `pc`, unless the handler
    /// halted it or put it to sleep.
    ///
    /// @param value the faulting address or instruction, as the cause defines it
    void trap(Context context, TrapCause cause, long value);

    /// What [#trap] does about pages that the TLB has lost, as far as it is nothing but that.
    default Refill refill() {
        return Refill.NONE;
    }

    /// What a trap is, for observers. Asked before it is handled; changes nothing.
    default String describe(Context context, TrapCause cause) {
        return cause.wireName();
    }

    /// A packet of the system network arrived; [NodeTime#clock] is at least its arrival time.
    void packet(int sourceNode, long[] words);

    /// No node holds a translation any more that [Translations#revoke] took away. The context that
    /// waited for it goes on after this.
    default void revoked() {}

    /// What [Translations#bind] began has ended.
    ///
    /// @param translation with what the kernel's word was, on machines where it is read
    /// @param written whether the TLB has it; if not, it has nothing for the page
    default void bound(Translation translation, boolean written) {}

    /// The node reached the instruction limit that was set for it.
    void instructionLimit();

    /// A message that is not for the running program: of another group, or any while the kernel
    /// diverts. It has left the queue.
    @Override
    void message(UserMessage message);

    /// The program has held messages off for as long as it may: it is in an atomic section while one
    /// waits, or its launch is stalled. The timer stands still until [UnitControl#presetTimer], a
    /// disposal, or the end of the section.
    void atomicityTimeout();

    /// A cycle has come that was asked for by [NodeTime#alarm].
    default void alarm(long number) {}

    /// What was asked for by [NodeDisk#begin] is done, and was not cancelled.
    default void transferred(long number) {}

    /// Adds everything the kernel part knows to the final digest.
    void save(StateWriter out);

    /// Takes back what [#save] wrote. The handler is as it was when its job had just been loaded.
    void restore(StateReader in);
}
