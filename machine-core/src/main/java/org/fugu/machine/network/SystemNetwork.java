package org.fugu.machine.network;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The second network: rudimentary, slow, only for the operating system, and always drained, so
/// that it works when the user network is full. A node sends one packet at a time.
public final class SystemNetwork {
    /// The most a packet can hold.
    public static final int PACKET_BYTES = 32;

    private final long latency;
    private final long perByte;
    private final long[] free;
    private long packets;

    public SystemNetwork(int nodes, Preset preset) {
        latency = preset.cyclesOf("system_network.latency");
        perByte = preset.cyclesOf("system_network.per_byte");
        free = new long[nodes];
    }

    public long leastLatency() {
        return latency + perByte;
    }

    /// @return the cycle at which the last byte has arrived
    public long book(long time, int source, int bytes) {
        packets++;
        long start = Math.max(time, free[source]);
        free[source] = start + perByte * bytes;
        return free[source] + latency;
    }

    public void save(StateWriter out) {
        out.add(free).add(packets);
    }

    public void restore(StateReader in) {
        in.next(free);
        packets = in.next();
    }

    public long packets() {
        return packets;
    }
}
