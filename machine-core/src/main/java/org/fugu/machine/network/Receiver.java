package org.fugu.machine.network;

/// Where the networks put what they have settled.
@FunctionalInterface
public interface Receiver {
    /// @param node whose event it becomes
    /// @param time when it arrives
    /// @param order number of the settlement: at equal times, the order of arrival
    void deliver(int node, long time, long order, Packet packet);
}
