package org.fugu.machine.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;

class SystemNetworkTests {
    private static final Preset PRESET = Preset.named("fugu");
    private static final long LATENCY = PRESET.cyclesOf("system_network.latency");
    private static final long BYTES = 8 * PRESET.cyclesOf("system_network.per_byte");

    @Test
    void aNodeSendsOnePacketAtATimeAndNobodyElseWaitsForIt() {
        var network = new SystemNetwork(2, PRESET);
        assertThat(network.book(100, 0, 8)).isEqualTo(100 + BYTES + LATENCY);
        assertThat(network.book(101, 0, 8)).as("behind the first").isEqualTo(100 + 2 * BYTES + LATENCY);
        assertThat(network.book(101, 1, 8)).isEqualTo(101 + BYTES + LATENCY);
        assertThat(network.packets()).isEqualTo(3);
        assertThat(network.leastLatency()).isLessThanOrEqualTo(BYTES + LATENCY);
    }
}
