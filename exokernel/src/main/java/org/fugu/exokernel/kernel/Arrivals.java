package org.fugu.exokernel.kernel;

import java.util.Map;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.delivery.TwoCaseDelivery;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UserMessage;
import org.jspecify.annotations.Nullable;

/// Messages that do not go to the program on the processor: a handler of their receiver's takes them, or they are put
/// into its memory.
final class Arrivals implements HandlerRuns.Kernel {
    /// What arrivals need of their kernel.
    interface Kernel {
        /// Whose program the processor executes, or goes on with after a handler; null if there is none.
        @Nullable
        Environment running();

        /// A handler is over, and the program that it interrupted goes on.
        void goesOn(Environment interrupted);

        /// There is no room for a message.
        void isFull(Environment receiver);
    }

    private final PrivilegedNode node;
    private final Environments environments;
    private final Reclaimer reclaimer;
    private final Kernel kernel;
    private final TwoCaseDelivery delivery;
    private final HandlerRuns handlers;

    Arrivals(PrivilegedNode node, Environments environments, PageFaults faults, Reclaimer reclaimer, Kernel kernel) {
        this.node = node;
        this.environments = environments;
        this.reclaimer = reclaimer;
        this.kernel = kernel;
        delivery = new TwoCaseDelivery(node, this::askOthers);
        handlers = new HandlerRuns(node, environments, delivery, faults, this);
    }

    TwoCaseDelivery delivery() {
        return delivery;
    }

    HandlerRuns handlers() {
        return handlers;
    }

    /// A message waits while a handler runs, and one that a handler may take waits until the program is
    /// between two instructions.
    boolean canTake(int group) {
        if (handlers.isActive()) return false;
        if (node.registers().isBetweenInstructions()) return true;
        var receiver = environments.ofGroup(group);
        return receiver == null
                || receiver == kernel.running()
                || !receiver.handlers().any();
    }

    /// It is for an environment that is not on the processor, or is held off, or for nobody.
    void message(UserMessage message) {
        var receiver = environments.ofGroup(message.group());
        if (receiver == null || receiver.end().hasStopped() || !isHandled(receiver, message)) {
            put(receiver, message);
        }
    }

    private boolean isHandled(Environment receiver, UserMessage message) {
        var running = kernel.running();
        return running != null && receiver != running && handlers.begin(receiver, message, running);
    }

    @Override
    public void goesOn(Environment interrupted) {
        kernel.goesOn(interrupted);
    }

    @Override
    public void buffer(Environment receiver, UserMessage message) {
        put(receiver, message);
    }

    private void put(@Nullable Environment receiver, UserMessage message) {
        var running = kernel.running();
        if (receiver == null || receiver.end().hasStopped() || delivery.isTooMuch(receiver, message)) {
            node.time().charge(KernelPath.MISDELIVERY.instructions());
        } else if (!delivery.insert(receiver, receiver == running, message)) {
            kernel.isFull(receiver);
        } else {
            reclaimer.messageCame(receiver, running != null && running.job() == receiver.job());
            if (running != null) reclaimer.tell(running);
        }
    }

    /// An environment asks the other ones of its job to send less, or no longer.
    private void askOthers(Environment environment, boolean begins) {
        var identity = environment.identity();
        var packet = new KernelPacket.Throttle(identity.job().number(), identity.number(), begins).words();
        for (var member : identity.job().nodes()) {
            if (member.equals(node.id())) continue;
            node.time().charge(KernelPath.THROTTLE_PACKET.instructions());
            node.system().sendPacket(member, packet);
        }
    }

    void ended(Environment environment) {
        handlers.ended(environment);
        delivery.ended(environment);
    }

    /// Adds what was counted here, by name.
    void count(Map<String, Long> counters) {
        long buffered = 0;
        long pages = 0;
        for (var environment : environments) {
            buffered += environment.messages().buffered();
            pages = Math.max(pages, environment.messages().mostPages());
        }
        counters.put("messages.buffered", buffered);
        counters.put("messages.buffer_pages", pages);
        handlers.count(counters);
    }

    /// What a node's messages have left in its kernel: those that wait, in their receivers' memory.
    OccasionalState buffers() {
        return OccasionalState.of(
                "delivery",
                () -> delivery.isUsed(environments),
                out -> delivery.save(out, environments),
                in -> delivery.restore(in, environments));
    }
}
