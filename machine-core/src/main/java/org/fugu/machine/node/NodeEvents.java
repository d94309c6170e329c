package org.fugu.machine.node;

import org.fugu.machine.access.CoherentMemory;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.message.UnitSchedule;
import org.fugu.machine.network.Packet;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What will happen at a node besides the execution of instructions. A part asks for what concerns
/// it; instructions go no further than the next event.
final class NodeEvents implements CoherentMemory.Schedule, UnitSchedule {
    private final EventQueue<NodeEvent> queue = new EventQueue<>();
    private final NodeClock clock;

    NodeEvents(NodeClock clock) {
        this.clock = clock;
    }

    long headTime() {
        return queue.headTime();
    }

    NodeEvent take() {
        return queue.take();
    }

    void delivered(long time, long order, Packet packet) {
        queue.addDelivered(time, order, new NodeEvent.Delivered(packet));
    }

    private void happen(long time, NodeEvent event) {
        queue.addLocal(time, event);
        clock.lowerLimit(time);
    }

    @Override
    public void deliver(long time, CoherenceMessage message) {
        happen(time, new NodeEvent.Local(message));
    }

    @Override
    public void releaseHeld(long time) {
        happen(time, new NodeEvent.ReleaseHeld());
    }

    @Override
    public void handled(long time, long line) {
        happen(time, new NodeEvent.Handled(line));
    }

    @Override
    public void timerExpires(long time, long run) {
        happen(time, new NodeEvent.TimerExpired(run));
    }

    @Override
    public void kernelMessage(long time) {
        happen(time, new NodeEvent.KernelMessage());
    }

    @Override
    public void moves(long time, boolean stores) {
        happen(time, new NodeEvent.Moved(stores));
    }

    void save(StateWriter out) {
        queue.save(out, NodeEvent::save);
    }

    void restore(StateReader in) {
        queue.restore(in, NodeEvent::restored);
    }
}
