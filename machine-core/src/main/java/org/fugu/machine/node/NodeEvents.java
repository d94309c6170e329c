package org.fugu.machine.node;

import java.util.Arrays;
import org.fugu.machine.access.CoherentMemory;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.disk.Disk;
import org.fugu.machine.message.UnitSchedule;
import org.fugu.machine.network.Packet;
import org.fugu.machine.node.NodeEvent.What;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What will happen at a node besides the execution of instructions. A part asks for what concerns
/// it; instructions go no further than the next event.
final class NodeEvents implements CoherentMemory.Schedule, UnitSchedule, Disk.Schedule {
    private final int node;
    private final EventQueue<NodeEvent> queue = new EventQueue<>();
    private final NodeClock clock;

    /// Events of the past, to be used again.
    private NodeEvent[] free = new NodeEvent[8];

    private int freeCount;

    NodeEvents(int node, NodeClock clock) {
        this.node = node;
        this.clock = clock;
    }

    @Override
    public long headTime() {
        return queue.headTime();
    }

    NodeEvent take() {
        return queue.take();
    }

    /// The earliest time at which what happens can have an effect on another node.
    long nextEffect(Reach reach) {
        if (queue.isEmpty()) return EventQueue.NEVER;
        long head = queue.headTime();
        if (!queue.head().isRequest()) return head + reach.least();
        long byRequest = head + reach.request();
        long second = queue.secondTime();
        return second == EventQueue.NEVER ? byRequest : Math.min(byRequest, second + reach.least());
    }

    /// An event is over.
    void giveBack(NodeEvent event) {
        event.packet = null;
        if (freeCount == free.length) free = Arrays.copyOf(free, 2 * freeCount);
        free[freeCount++] = event;
    }

    private NodeEvent next() {
        return freeCount == 0 ? new NodeEvent() : free[--freeCount];
    }

    void delivered(long time, long order, Packet packet) {
        queue.addDelivered(time, order, next().set(packet));
    }

    private void happen(long time, NodeEvent event) {
        queue.addLocal(time, event);
        clock.lowerLimit(time);
    }

    @Override
    public void deliver(long time, Kind kind, long line) {
        happen(time, next().set(kind, line));
    }

    @Override
    public void delivered() {
        queue.skipLocal();
    }

    @Override
    public void releaseHeld(long time) {
        happen(time, next().set(What.RELEASE_HELD, 0));
    }

    @Override
    public void handled(long time, long line) {
        happen(time, next().set(What.HANDLED, line));
    }

    @Override
    public void timerExpires(long time, long run) {
        happen(time, next().set(What.TIMER_EXPIRED, run));
    }

    @Override
    public void kernelMessage(long time) {
        happen(time, next().set(What.KERNEL_MESSAGE, 0));
    }

    @Override
    public void moves(long time, boolean stores) {
        happen(time, next().set(What.MOVED, stores ? 1 : 0));
    }

    @Override
    public void diskSteps(long time, long run) {
        happen(time, next().set(What.DISK, run));
    }

    /// The kernel wants to be called then.
    void alarm(long time, long number) {
        happen(time, next().set(What.ALARM, number));
    }

    void save(StateWriter out) {
        queue.save(out, (event, to) -> event.save(to, node));
    }

    void restore(StateReader in) {
        queue.restore(in, from -> NodeEvent.restored(from, node));
    }
}
