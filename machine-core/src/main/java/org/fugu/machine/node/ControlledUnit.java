package org.fugu.machine.node;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.kernel.UnitControl;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// A node's message unit, as its kernel controls it.
final class ControlledUnit implements UnitControl {
    private final int node;
    private final NodeClock clock;
    private final MessageUnit unit;
    private final Ucu ucu;

    ControlledUnit(int node, NodeClock clock, MessageUnit unit) {
        this.node = node;
        this.clock = clock;
        this.unit = unit;
        ucu = unit.ucu();
    }

    @Override
    public void bindEndpoint(int slot, int group, NodeId[] nodes) {
        ucu.bindEndpoint(slot, group, nodes);
    }

    @Override
    public void setGroup(int group, int rank, int ranks, long machineInformationPage) {
        ucu.setGroup(group, rank, ranks, machineInformationPage | node);
    }

    @Override
    public void divert(boolean all) {
        unit.divert(clock.now, all);
    }

    @Override
    public void show(@Nullable UserMessage message) {
        unit.show(clock.now, message);
    }

    @Override
    public void extendAtomicity(boolean extend) {
        ucu.extendAtomicity(extend);
    }

    @Override
    public void forgiveDisposal() {
        ucu.forgiveDisposal();
    }

    @Override
    public void presetTimer() {
        ucu.presetTimer(clock.now);
    }
}
