package org.fugu.machine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.access.Mmu;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class KernelPortsTests {
    private static final LineShape LINES = new LineShape(16);

    private final NodeClock clock = new NodeClock();

    @Test
    void anInterruptTakesTheTrapEntryAndIsCountedAnInstructionPathTakesItsLength() {
        var mmu = new Mmu(8, LINES, new Contexts(1, LINES));
        var time = new KernelTime(clock, mmu, new NodeEvents(0, clock), 12);
        time.charge(30);
        assertThat(time.clock()).isEqualTo(30);
        assertThat(mmu.disturbances()).isZero();
        time.chargeInterrupt(5);
        assertThat(time.clock()).isEqualTo(30 + 12 + 5);
        assertThat(mmu.disturbances()).isEqualTo(1);
        assertThat(time.instructionLimit()).isEqualTo(Long.MAX_VALUE);
        time.limitInstructions(9);
        assertThat(time.instructionLimit()).isEqualTo(9);
    }

    @Test
    void withoutASecondNetworkAPacketIsLost() {
        var outbox = new Outbox(2);
        new SecondNetwork(new NodeId(2), clock, outbox::launch, false).sendPacket(new NodeId(1), 7);
        assertThat(outbox.isEmpty()).isTrue();
        var there = new SecondNetwork(new NodeId(2), clock, outbox::launch, true);
        there.sendPacket(new NodeId(1), 7);
        assertThat(outbox.isEmpty()).isFalse();
        assertThat(there.id()).isEqualTo(new NodeId(2));
    }
}
