package org.fugu.machine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.node.NodeEvent.What;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.api.Test;

class NodeEventsTests {
    private final NodeClock clock = new NodeClock();
    private final NodeEvents events = new NodeEvents(3, clock);

    @Test
    void instructionsGoNoFurtherThanTheNextEvent() {
        clock.limit = 100;
        events.handled(70, 5);
        events.releaseHeld(80);
        assertThat(clock.limit).isEqualTo(70);
        assertThat(events.headTime()).isEqualTo(70);
        var first = events.take();
        assertThat(first.what).isEqualTo(What.HANDLED);
        assertThat(first.number).isEqualTo(5);
        assertThat(events.take().what).isEqualTo(What.RELEASE_HELD);
        assertThat(events.headTime()).isEqualTo(EventQueue.NEVER);
    }

    @Test
    void anEventThatIsOverIsUsedAgain() {
        events.timerExpires(1, 7);
        var event = events.take();
        events.giveBack(event);
        events.moves(2, true);
        var next = events.take();
        assertThat(next).isSameAs(event);
        assertThat(next.what).isEqualTo(What.MOVED);
        assertThat(next.number).isEqualTo(1);
    }

    @Test
    void whatIsToComeIsRestored() {
        events.deliver(5, Kind.INVALIDATE, 77);
        events.kernelMessage(6);
        events.timerExpires(7, 9);
        var out = new SnapshotWriter();
        events.save(out);
        var written = out.toBytes();
        var restored = new NodeEvents(3, new NodeClock());
        restored.restore(new SnapshotReader(written));
        var again = new SnapshotWriter();
        restored.save(again);
        assertThat(again.toBytes()).isEqualTo(written);
        assertThat(restored.headTime()).isEqualTo(5);
        var first = restored.take();
        assertThat(first.kind).isEqualTo(Kind.INVALIDATE);
        assertThat(first.number).isEqualTo(77);
    }
}
