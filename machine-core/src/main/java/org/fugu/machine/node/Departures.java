package org.fugu.machine.node;

import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.clock.NodeTurns;
import org.fugu.machine.message.MessageUnit;
import org.fugu.machine.network.Launcher;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.network.Traffic;

/// What leaves a node. In an exact run a launch may come back to its node, or free a message that
/// does; the node runs no further than that. In a functional run it ends the node's turn.
final class Departures implements Launcher, MessageUnit.Credits {
    private final int node;
    private final NodeClock clock;
    private final Outbox outbox;
    private final long lookahead;
    private final Reach reach;
    private final boolean exact;
    private final boolean timed;
    private boolean messagesParkedHere;

    /// When something last began that may concern others, in a functional run.
    private long acted;

    Departures(int node, NodeClock clock, Surroundings machine) {
        this.node = node;
        this.clock = clock;
        outbox = new Outbox(node);
        lookahead = machine.lookahead();
        reach = machine.reach();
        exact = machine.exact();
        timed = machine.timed();
    }

    Outbox outbox() {
        return outbox;
    }

    /// @param parkedHere a message for this node waits in the network for a slot of its queue
    void messagesParkedHere(boolean parkedHere) {
        messagesParkedHere = parkedHere;
    }

    @Override
    public Packet launch(long time, Traffic traffic, int to, int bytes, long lead) {
        if (exact) clock.lowerHorizon(time + reach.echo(traffic, to == node));
        if (!timed) endTurn(clock.now);
        return outbox.launch(time, traffic, to, bytes, lead);
    }

    /// The networks, and other nodes, come after this node's turn.
    ///
    /// @param time when something began that may concern them; what is late has been begun in the turn of
    ///     what came before
    void endTurn(long time) {
        acted = Math.max(acted, time);
        clock.lowerHorizon(NodeTurns.end(acted));
    }

    /// The network learns of it L later. Where a message waits for the slot, it may come back to this
    /// node soon.
    @Override
    public void freed(long time) {
        if (!timed) endTurn(clock.now);
        outbox.launch(time + lookahead, Traffic.CREDIT, node, 0, 0).backpressure(false);
        if (messagesParkedHere && exact) clock.lowerHorizon(time + lookahead);
    }
}
