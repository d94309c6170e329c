package org.fugu.machine.network;

/// A node's way to the networks.
public interface Launcher {
    /// Launches a packet, which carries nothing yet.
    ///
    /// @param time not before that of the event or instruction that launches
    /// @param bytes on the wire, header included
    /// @param lead see [Packet]
    Packet launch(long time, Traffic traffic, int to, int bytes, long lead);
}
