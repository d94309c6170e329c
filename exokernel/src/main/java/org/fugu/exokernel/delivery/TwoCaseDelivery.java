package org.fugu.exokernel.delivery;

import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The second case of delivery on one node. It begins
///
/// - for an environment that is not on the processor, with its first message;
/// - for one that has held a message off for as long as it may, in an atomic section or with a launch
///   that the network does not take: its interrupt disable is revoked, and it does not notice.
///
/// From then on all that arrives goes through the environment's buffer, so that nothing overtakes, until
/// buffer and queue are empty: then the direct case is back.
public final class TwoCaseDelivery {
    private static final int REGISTER = 0x1f;
    private static final int REGISTER_SHIFT = 7;
    private static final int INSTRUCTION_BYTES = 4;

    private final PrivilegedNode node;
    private final OverflowControl overflow;

    /// Everything that arrives is handed to the kernel.
    private boolean diverts;

    public TwoCaseDelivery(PrivilegedNode node, OverflowControl.Job others) {
        this.node = node;
        overflow = new OverflowControl(node, others);
    }

    public OverflowControl overflow() {
        return overflow;
    }

    /// The program on the processor has held messages off for as long as it may.
    public void timeout(Environment running) {
        node.time().chargeInterrupt(KernelPath.ATOMICITY_TIMEOUT.instructions());
        if (!diverts && node.unit().isMessageHeldOff()) divert(true);
        overflow.timeout(running);
        node.unit().presetTimer();
    }

    private void divert(boolean all) {
        diverts = all;
        node.unit().divert(all);
    }

    /// A message has been taken from the queue for an environment.
    ///
    /// @param runs whether it is on the processor
    /// @return false if there is no room for the message
    public boolean insert(Environment receiver, boolean runs, UserMessage message) {
        var buffer = receiver.messages();
        int pages = buffer.pagesFor(message);
        int words = message.words().length + message.bulk().length / Long.BYTES;
        node.time().chargeInterrupt(KernelPath.MESSAGE_INSERT.instructions(words));
        boolean first = buffer.isEmpty();
        if (!buffer.add(node, receiver.frames(), message)) return false;
        node.time().charge(KernelPath.MESSAGE_PAGE.instructions() * pages);
        if (first && runs) node.unit().show(buffer.first(node));
        overflow.grown(receiver);
        return true;
    }

    /// Whether a message is dropped because of who sent it: who is no member of the receiver's group cannot
    /// be asked to send less, and shall not fill its memory.
    public boolean isTooMuch(Environment receiver, UserMessage message) {
        return message.badge() != 0 && receiver.messages().pages() >= OverflowControl.MANY;
    }

    /// The program on the processor has executed the disposal of the message that it is shown.
    ///
    /// @param instruction with which it did
    public void disposed(Environment running, Context context, long instruction) {
        node.time().charge(KernelPath.MESSAGE_SHOW.instructions());
        var buffer = running.messages();
        buffer.remove(node, running.frames());
        node.unit().disposeShown();
        int register = (int) (instruction >>> REGISTER_SHIFT) & REGISTER;
        if (register != 0) context.x[register] = 0;
        context.pc += INSTRUCTION_BYTES;
        node.unit().show(buffer.first(node));
        if (buffer.isEmpty() && !node.unit().isKernelMessageWaiting()) divert(false);
        overflow.shrunk(running);
    }

    /// An environment gets the processor; the message unit is its already.
    public void begin(Environment environment) {
        var buffer = environment.messages();
        divert(!buffer.isEmpty());
        node.unit().show(buffer.first(node));
    }

    /// A handler of an environment that does not run gets the processor; the message unit is as it has it.
    public void handle(UserMessage message) {
        divert(false);
        node.unit().show(message);
    }

    /// An environment has ended.
    public void ended(Environment environment) {
        overflow.ended(environment);
    }

    /// Whether there is anything to be saved of it, with the environments' buffers.
    public boolean isUsed(Iterable<Environment> environments) {
        for (var environment : environments) {
            if (!environment.messages().isUnused() || !environment.throttle().isUnused()) return true;
        }
        return diverts;
    }

    public void save(StateWriter out, Iterable<Environment> environments) {
        out.add(diverts).add(node.unit().allowed());
        for (var environment : environments) {
            environment.messages().save(out);
            environment.throttle().save(out);
        }
    }

    public void restore(StateReader in, Iterable<Environment> environments) {
        diverts = in.nextBoolean();
        in.nextInt(node.unit().allowed(), node.unit().allowed()); // the unit has it already
        for (var environment : environments) {
            environment.messages().restore(in);
            environment.throttle().restore(in, environment.job().ranks() - 1);
        }
    }
}
