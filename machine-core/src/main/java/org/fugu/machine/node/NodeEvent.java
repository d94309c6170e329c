package org.fugu.machine.node;

import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What can happen at a node besides the execution of instructions.
sealed interface NodeEvent {
    /// A network delivers.
    record Delivered(Packet packet) implements NodeEvent {}

    /// A coherence message between this node's own cache and directory: it takes no network.
    record Local(CoherenceMessage message) implements NodeEvent {}

    /// An invalidation that a load-reserved held back may be due.
    record ReleaseHeld() implements NodeEvent {}

    /// The directory's software handler for a line has ended.
    record Handled(long line) implements NodeEvent {}

    /// The message unit's atomicity timer may have run down.
    record TimerExpired(long run) implements NodeEvent {}

    /// The head of the queue is a message for the kernel.
    record KernelMessage() implements NodeEvent {}

    /// The time of a piece of a message's bulk data has passed.
    record Moved(boolean stores) implements NodeEvent {}

    int DELIVERED = 0;
    int LOCAL = 1;
    int RELEASE_HELD = 2;
    int HANDLED = 3;
    int TIMER_EXPIRED = 4;
    int KERNEL_MESSAGE = 5;
    int MOVED = 6;

    /// Writes the event with its kind, for a snapshot.
    static void save(NodeEvent event, StateWriter out) {
        switch (event) {
            case Delivered(var packet) -> packet.save(out.add(DELIVERED));
            case Local(var message) -> message.save(out.add(LOCAL));
            case ReleaseHeld() -> out.add(RELEASE_HELD);
            case Handled(var line) -> out.add(HANDLED).add(line);
            case TimerExpired(var run) -> out.add(TIMER_EXPIRED).add(run);
            case KernelMessage() -> out.add(KERNEL_MESSAGE);
            case Moved(var stores) -> out.add(MOVED).add(stores);
        }
    }

    static NodeEvent restored(StateReader in) {
        return switch (in.nextInt(DELIVERED, MOVED)) {
            case DELIVERED -> new Delivered(Packet.restored(in, Payloads::restored));
            case LOCAL -> new Local(CoherenceMessage.restored(in));
            case HANDLED -> new Handled(in.next());
            case TIMER_EXPIRED -> new TimerExpired(in.next());
            case KERNEL_MESSAGE -> new KernelMessage();
            case MOVED -> new Moved(in.nextBoolean());
            default -> new ReleaseHeld();
        };
    }
}
