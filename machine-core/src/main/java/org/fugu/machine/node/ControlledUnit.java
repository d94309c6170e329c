package org.fugu.machine.node;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.kernel.UnitControl;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.message.Ucu;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// A node's message unit, as its kernel controls it.
final class ControlledUnit implements UnitControl {
    private final NodeClock clock;
    private final MessageUnit unit;
    private final Ucu ucu;

    ControlledUnit(NodeClock clock, MessageUnit unit) {
        this.clock = clock;
        this.unit = unit;
        ucu = unit.ucu();
    }

    @Override
    public void store(UnitState program) {
        ucu.store(clock.now, program);
    }

    @Override
    public void load(UnitState program) {
        unit.load(clock.now, program);
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
    public void disposeShown() {
        ucu.disposeShown(clock.now);
    }

    @Override
    public boolean isKernelMessageWaiting() {
        return ucu.isKernelMessageWaiting();
    }

    @Override
    public boolean isMessageHeldOff() {
        return ucu.isHeldOff();
    }

    @Override
    public void allow(int launches) {
        unit.allow(clock.now, launches);
    }

    @Override
    public int allowed() {
        return ucu.allowed();
    }

    @Override
    public void bind(int slot, int group, int badge, NodeId... nodes) {
        ucu.bind(slot, group, badge, nodes);
    }

    @Override
    public void unbind(int slot) {
        ucu.unbind(slot);
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
    public long sent() {
        return ucu.sent();
    }

    @Override
    public long received() {
        return ucu.received();
    }

    @Override
    public void presetTimer() {
        ucu.presetTimer(clock.now);
    }
}
