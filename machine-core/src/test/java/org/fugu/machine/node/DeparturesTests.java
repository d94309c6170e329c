package org.fugu.machine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.network.Interconnect;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.observe.Latencies;
import org.fugu.machine.observe.RollingHash;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.api.Test;

class DeparturesTests {
    private static final long LOOKAHEAD = 10;
    private static final Preset PRESET = Preset.named("fugu");
    private static final long FAR = 1_000;

    private final NodeClock clock = new NodeClock();
    private final Reach reach =
            new Reach(PRESET, new Interconnect(new MeshShape(2, 1), PRESET, new RollingHash(), new Latencies()));

    private Departures departures(boolean exact) {
        clock.horizon(FAR);
        var around = new Surroundings(
                new Dram[] {new Dram()},
                new Reservations(1, new LineShape(16)),
                LOOKAHEAD,
                reach,
                8,
                true,
                exact,
                false,
                new CodeCache(TranslationPolicy.DEFAULT).forMachine());
        return new Departures(0, clock, around);
    }

    @Test
    void aNodeRunsNoFurtherThanItsOwnLaunchesMayComeBack() {
        departures(true).launch(100, Traffic.USER, 1, 8, 0);
        assertThat(clock.horizon()).isEqualTo(100 + reach.echo(Traffic.USER, false));
        departures(true).launch(100, Traffic.USER, 0, 8, 0);
        assertThat(clock.horizon()).as("to itself").isEqualTo(100 + reach.echo(Traffic.USER, true));
        departures(false).launch(100, Traffic.USER, 0, 8, 0);
        assertThat(clock.horizon()).as("where time is not exact").isEqualTo(FAR);
    }

    @Test
    void aFreedSlotMattersToTheNodeOnlyIfAMessageWaitsForIt() {
        var departures = departures(true);
        departures.freed(100);
        assertThat(clock.horizon()).isEqualTo(FAR);
        departures.messagesParkedHere(true);
        departures.freed(100);
        assertThat(clock.horizon()).isEqualTo(100 + LOOKAHEAD);
        assertThat(departures.outbox().isEmpty()).isFalse();
    }
}
