package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.node.Node;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a node comes to a horizon that its processor may run ahead of: one that is near is no end, where the
/// processor would stop on its way.
class NearHorizonTests {
    private static final int SUM = 8;

    /// Far enough for the program's page to be fetched, and for the node to have nothing else to do.
    private static final long BEGIN = 1_000;

    private static byte[] additions() {
        var program = new Assembler().label("on");
        for (int i = 0; i < 40; i++) program.addi(SUM, SUM, 1);
        return program.j("on").bytes();
    }

    /// A node that has executed additions up to some time.
    private static Node adding(long until) {
        var config = MachineConfig.of(Preset.named("fugu"), new MeshShape(2, 1));
        var machine = Machines.running(config, additions());
        machine.run(until, (_, _) -> true);
        return machine.node(0);
    }

    /// How far a node comes, from [#BEGIN] on, that may go to a horizon so many cycles away.
    private static long comesWith(long horizon) {
        var node = adding(BEGIN);
        node.advance(BEGIN + horizon, false);
        return node.clock() - BEGIN;
    }

    @Test
    void aHorizonThatIsNearIsNoEnd() {
        long stretch = comesWith(1);
        assertThat(stretch).as("ahead of every horizon below").isGreaterThan(1_000);
        assertThat(comesWith(50)).as("a near one").isEqualTo(stretch);
        assertThat(comesWith(99)).as("the farthest of the near ones").isEqualTo(stretch);
        assertThat(comesWith(100)).as("executed for good, then ahead").isEqualTo(100 + stretch);
        assertThat(comesWith(300)).as("a far one").isEqualTo(300 + stretch);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 17, 50, 99, 100, 300})
    void whatWasDoneAheadOfItIsTakenBack(long horizon) {
        var node = adding(BEGIN);
        node.advance(BEGIN + horizon, false);
        node.comeBack(BEGIN + horizon);
        var expected = adding(BEGIN + horizon);
        assertThat(node.clock()).isEqualTo(expected.clock());
        assertThat(node.instructions()).isEqualTo(expected.instructions());
        assertThat(node.context().pc).isEqualTo(expected.context().pc);
        assertThat(node.context().x).isEqualTo(expected.context().x);
    }
}
