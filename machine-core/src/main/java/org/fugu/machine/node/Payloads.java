package org.fugu.machine.node;

import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.network.Backpressure;
import org.fugu.machine.network.Payload;
import org.fugu.machine.network.SystemPacket;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;

/// Reads back whatever a packet may carry.
public final class Payloads {
    private Payloads() {}

    /// Reads a tag and the payload that it announces.
    public static Payload restored(StateReader in) {
        long tag = in.next();
        return switch ((int) tag) {
            case CoherenceMessage.TAG -> CoherenceMessage.restored(in);
            case UserMessage.TAG -> UserMessage.restored(in);
            case Backpressure.TAG -> Backpressure.restored(in);
            case SystemPacket.TAG -> SystemPacket.restored(in);
            default -> throw new BadSnapshotException("the snapshot holds a packet of the unknown kind " + tag);
        };
    }
}
