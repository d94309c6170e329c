package org.fugu.machine.network;

import java.util.function.Function;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// One thing a node hands to a network.
///
/// @param time when it was launched, in cycles
/// @param sequence counts the launches of its source
/// @param bytes on the wire, header included
/// @param lead cycles before `time` at which the first of them were there; 0 if they all came at once
public record Packet(
        long time, Traffic traffic, int source, int destination, long sequence, int bytes, long lead, Payload payload) {
    /// How much comes at a time of what does not come at once, in bytes.
    public static final int PIECE = 16;

    private static final Traffic[] TRAFFIC = Traffic.values();
    private static final int MOST_NODES = 1 << 16;

    /// Ordering by source would favour low numbers; this turns the order round with time.
    int tie(int nodes) {
        return (int) ((source + time) % nodes);
    }

    public void save(StateWriter out) {
        out.add(time).add(traffic.ordinal()).add(source).add(destination);
        out.add(sequence).add(bytes).add(lead).add(payload.tag());
        payload.save(out);
    }

    /// @param payloads reads a payload with its tag
    public static Packet restored(StateReader in, Function<StateReader, Payload> payloads) {
        long time = in.next();
        var traffic = TRAFFIC[in.nextInt(0, TRAFFIC.length - 1)];
        return new Packet(
                time,
                traffic,
                in.nextInt(0, MOST_NODES),
                in.nextInt(0, MOST_NODES),
                in.next(),
                in.nextInt(0, Integer.MAX_VALUE),
                in.next(),
                payloads.apply(in));
    }

    long where() {
        return (long) traffic.ordinal() << 48 | (long) source << 24 | destination;
    }
}
