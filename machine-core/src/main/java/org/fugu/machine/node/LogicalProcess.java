package org.fugu.machine.node;

import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Packet;
import org.fugu.machine.observe.Latencies;

/// What the run loop knows of a node: something that acts at times, alone between two settlements of
/// the networks (a logical process, as parallel discrete-event simulation calls it).
public interface LogicalProcess {
    /// The earliest time at which it can act, or [org.fugu.machine.clock.EventQueue#NEVER].
    long nextTime();

    /// The earliest time at which what it does by itself can have an effect on another one.
    long nextEffect();

    /// Does everything that happens here before `until`.
    ///
    /// @param parkedHere a message for it waits in the network for a slot of its queue
    void advance(long until, boolean parkedHere);

    /// How far it has come by [#advance] at the least: to `until`, or to where something that it does can
    /// come back to it, or the end of its turn.
    long horizon();

    /// The machine stops here: takes back what it has done ahead of its time.
    ///
    /// @param time up to which everything is certain; what begins before it has happened
    void comeBack(long time);

    /// What it has launched since the networks looked last.
    Outbox outbox();

    /// Hands over how long things took since this was asked last.
    void drainTo(Latencies all);

    /// Something arrives that was launched.
    ///
    /// @param order number of its settlement
    void deliver(long time, long order, Packet packet);
}
