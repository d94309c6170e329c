package org.fugu.machine.network;

/// One thing a node hands to a network.
///
/// @param time when it was launched, in cycles
/// @param sequence counts the launches of its source
/// @param bytes on the wire, header included
public record Packet(
        long time, Traffic traffic, int source, int destination, long sequence, int bytes, Payload payload) {
    /// Ordering by source would favour low numbers; this turns the order round with time.
    int tie(int nodes) {
        return (int) ((source + time) % nodes);
    }

    long where() {
        return (long) traffic.ordinal() << 48 | (long) source << 24 | destination;
    }
}
