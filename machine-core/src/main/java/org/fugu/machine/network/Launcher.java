package org.fugu.machine.network;

/// A node's way to the networks.
public interface Launcher {
    /// Launches a packet.
    ///
    /// @param time not before that of the event or instruction that launches
    /// @param bytes on the wire, header included
    /// @param lead see [Packet]
    /// @return the packet's sequence number
    long launch(long time, Traffic traffic, int to, int bytes, long lead, Payload payload);
}
