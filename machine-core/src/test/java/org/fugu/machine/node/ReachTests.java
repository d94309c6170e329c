package org.fugu.machine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.network.Interconnect;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.Latencies;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReachTests {
    static List<String> presets() {
        return Preset.names();
    }

    private static Interconnect networks(Preset preset) {
        return new Interconnect(new MeshShape(4, 4), preset, new RollingHash(), new Latencies());
    }

    private static Reach reach(Preset preset) {
        return new Reach(preset, networks(preset));
    }

    /// A packet with an address takes 6 cycles to a neighbour, and is launched 4 cycles after its event;
    /// a message of one word takes 8, and its launch 2 beyond its own cycle.
    @Test
    void isThatOfTheFirstThatCanArrive() {
        var reach = reach(Preset.named("fugu"));
        assertThat(reach.least()).isEqualTo(10);
        assertThat(reach.request()).as("5 cycles of the directory").isEqualTo(15);
        assertThat(reach.miss(false)).as("2 cycles to the packet").isEqualTo(12);
        assertThat(reach.miss(true)).as("4 cycles to the directory").isEqualTo(19);
    }

    @Test
    void isShorterWhereSomethingElseComesFirst() {
        var fugu = Preset.named("fugu");
        assertThat(reach(fugu.with("coherence.launch", 1)).least())
                .as("protocol")
                .isEqualTo(7);
        assertThat(reach(fugu.with("message.launch", 1)).least()).as("message").isEqualTo(8);
        var fastKernels = fugu.with("system_network.latency", 60).with("system_network.per_byte", 30);
        assertThat(reach(fastKernels).least()).as("packet of kernels").isEqualTo(3);
        assertThat(reach(fugu.with("processor.context_switch", 0)).miss(false))
                .as("another context")
                .isEqualTo(10);
    }

    @Test
    void whatIsLaunchedComesBackNoSooner() {
        var reach = reach(Preset.named("fugu"));
        long lookahead = networks(Preset.named("fugu")).lookahead();
        assertThat(reach.echo(Traffic.REQUEST, false)).isEqualTo(16);
        assertThat(reach.echo(Traffic.USER, false)).as("stop").isEqualTo(2 * lookahead);
        assertThat(reach.echo(Traffic.SYSTEM, false)).isGreaterThan(reach.least());
        assertThat(reach.echo(Traffic.USER, true)).isLessThan(reach.echo(Traffic.USER, false));
        assertThat(Long.MAX_VALUE - reach.echo(Traffic.CREDIT, false)).isGreaterThan(Long.MAX_VALUE / 3);
    }

    @Test
    void ofAPacketItIsThatOfTheEventWhichItBecomes() {
        var reach = reach(Preset.named("fugu"));
        var outbox = new Outbox(0);
        var packet = outbox.launch(0, Traffic.REQUEST, 1, 8, 0);
        packet.coherence(Kind.GET_SHARED.ordinal(), 5);
        assertThat(reach.of(packet)).isEqualTo(reach.request());
        packet.coherence(Kind.ACKNOWLEDGE.ordinal(), 5);
        assertThat(reach.of(packet)).isEqualTo(reach.least());
        packet.backpressure(true);
        assertThat(reach.of(packet)).isEqualTo(reach.least());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void ofEveryMachineItIsAtLeastACycle(String preset) {
        var reach = reach(Preset.named(preset));
        assertThat(reach.least()).isPositive();
        assertThat(reach.request()).isGreaterThanOrEqualTo(reach.least());
        assertThat(reach.miss(true)).isGreaterThanOrEqualTo(reach.least());
        assertThat(reach.miss(false)).isGreaterThanOrEqualTo(reach.least());
    }
}
