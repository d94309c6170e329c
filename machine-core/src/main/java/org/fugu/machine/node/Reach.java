package org.fugu.machine.node;

import org.fugu.machine.coherence.CacheController;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.network.Interconnect;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.preset.Preset;

/// How soon what a node does can have an effect on another node: the least number of cycles from an
/// event or instruction to the arrival of what is launched thereby. Horizons lie so far behind what
/// others do.
///
/// | what launches | after | what arrives no sooner than |
/// |---|---|---|
/// | the protocol | `coherence.launch` | a packet with an address |
/// | an instruction | the launch's own cycles | a message of one word |
/// | user DMA | nothing | the last piece of a message |
/// | the kernel | nothing | a packet of the kernels' |
///
/// Credits are left out: what they can do is in [Interconnect].
public final class Reach {
    /// Longer than any run, and far enough from the greatest number that times can be added.
    private static final long NEVER = Long.MAX_VALUE >> 1;

    private final long least;
    private final long request;
    private final long remoteMiss;
    private final long localMiss;
    private final long loopEcho;
    private final long protocolEcho;
    private final long messageEcho;
    private final long systemEcho;

    public Reach(Preset preset, Interconnect networks) {
        var fabric = networks.fabric();
        long protocol = fabric.leastLatency(fabric.packetBytes(CoherenceMessage.LEAST_BYTES));
        long message = fabric.leastLatency(fabric.packetBytes(MessageUnit.LEAST_BYTES));
        long bulk = fabric.leastLatency(fabric.packetBytes(MessageUnit.LEAST_BULK_BYTES));
        long system = networks.leastSystemLatency();
        long byProtocol = preset.value("coherence.launch") + protocol;
        // The first cycle of a launch is the instruction's own.
        long byInstruction = preset.value("message.launch") - 1 + message;
        least = Math.min(Math.min(byProtocol, byInstruction), Math.min(bulk, system));
        request = preset.value("coherence.home") + least;
        // Another context may take the pipeline, and an instruction may be the last that its program is allowed.
        long byOthers = Math.min(preset.value("processor.context_switch") + least, system);
        remoteMiss = Math.min(preset.value("coherence.request") + byProtocol, byOthers);
        localMiss = Math.min(CacheController.localRequestCycles(preset) + request, system);
        loopEcho = fabric.leastLoopLatency();
        protocolEcho = protocol + least;
        // A sender may be told to stop.
        messageEcho = Math.min(2 * networks.lookahead(), message + least);
        systemEcho = system + least;
    }

    /// The least of anything that a node does.
    public long least() {
        return least;
    }

    /// Of a request that comes to its home: the directory takes its time.
    long request() {
        return request;
    }

    /// Of the arrival of a packet.
    public long of(Packet packet) {
        return isRequest(packet) ? request : least;
    }

    /// Whether a packet is a request for a line.
    static boolean isRequest(Packet packet) {
        return packet.content() == Packet.Content.COHERENCE
                && Kind.of(packet.kind()).isRequest();
    }

    /// Of an instruction that has to ask for a line.
    ///
    /// @param local whether its own node is asked
    long miss(boolean local) {
        return local ? localMiss : remoteMiss;
    }

    /// From a launch until something comes back, at the least.
    ///
    /// @param loops whether it goes to its own node
    /// @return ages, if nothing does
    public long echo(Traffic traffic, boolean loops) {
        return switch (traffic) {
            case REQUEST, REPLY -> loops ? loopEcho : protocolEcho;
            case USER -> loops ? loopEcho : messageEcho;
            case SYSTEM -> loops ? loopEcho : systemEcho;
            case CREDIT -> NEVER;
        };
    }
}
