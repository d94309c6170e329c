package org.fugu.machine.kernel;

import org.fugu.machine.topology.NodeId;

/// A node's way to the second network, and who it is there.
public interface SystemPort {
    NodeId id();

    /// Sends on the second network. On a machine without one the packet is lost.
    ///
    /// @param words at most four, 32 bytes
    void sendPacket(NodeId to, long... words);
}
