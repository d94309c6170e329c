package org.fugu.machine.node;

import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// Something that happens at a node besides the execution of instructions. There is one for each
/// that is to come, and those of the past are used again, see [NodeEvents].
final class NodeEvent {
    /// What happens.
    enum What {
        /// A network delivers: [#packet].
        DELIVERED,
        /// A coherence message between this node's own cache and directory, which takes no network:
        /// [#kind] and [#number], the line.
        LOCAL,
        /// An invalidation that a load-reserved held back may be due.
        RELEASE_HELD,
        /// The directory's software handler for a line has ended: [#number].
        HANDLED,
        /// The message unit's atomicity timer may have run down: [#number], its run.
        TIMER_EXPIRED,
        /// The head of the queue is a message for the kernel.
        KERNEL_MESSAGE,
        /// The time of a piece of a message's bulk data has passed: [#number], 1 if it is stored.
        MOVED,
        /// The kernel wanted to be called: [#number], what for.
        ALARM,
        /// The disk has come to the end of something: [#number], its run.
        DISK
    }

    private static final What[] WHAT = What.values();

    What what = What.RELEASE_HELD;
    long number;
    Kind kind = Kind.GET_SHARED;
    private boolean request;

    @Nullable
    Packet packet;

    NodeEvent set(What happens, long about) {
        what = happens;
        number = about;
        request = false;
        return this;
    }

    NodeEvent set(Packet delivered) {
        what = What.DELIVERED;
        packet = delivered;
        request = Reach.isRequest(delivered);
        return this;
    }

    NodeEvent set(Kind message, long line) {
        what = What.LOCAL;
        kind = message;
        request = message.isRequest();
        number = line;
        return this;
    }

    /// Whether it is a request for a line: nothing but the directory has to do with it.
    boolean isRequest() {
        return request;
    }

    Packet delivered() {
        if (packet == null) throw new IllegalStateException("no network delivers here");
        return packet;
    }

    /// Writes the event with its kind, for a snapshot.
    ///
    /// @param node where it happens
    void save(StateWriter out, int node) {
        out.add(what.ordinal());
        switch (what) {
            case DELIVERED -> delivered().save(out);
            case LOCAL -> out.add(kind.ordinal()).add(number).add(node);
            case RELEASE_HELD, KERNEL_MESSAGE -> {}
            case HANDLED, TIMER_EXPIRED, ALARM, DISK -> out.add(number);
            case MOVED -> out.add(number == 1);
        }
    }

    static NodeEvent restored(StateReader in, int node) {
        var event = new NodeEvent();
        var what = WHAT[in.nextInt(0, WHAT.length - 1)];
        switch (what) {
            case DELIVERED -> event.set(Packet.restored(in));
            case LOCAL -> {
                var kind = Kind.of(in.nextInt(0, Kind.values().length - 1));
                event.set(kind, in.next());
                in.nextInt(node, node);
            }
            case RELEASE_HELD, KERNEL_MESSAGE -> event.set(what, 0);
            case HANDLED, TIMER_EXPIRED, ALARM, DISK -> event.set(what, in.next());
            case MOVED -> event.set(what, in.nextInt(0, 1));
        }
        return event;
    }
}
