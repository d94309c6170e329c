package org.fugu.machine;

import org.fugu.machine.coherence.CoherenceMessage;
import org.fugu.machine.network.Packet;

/// What can happen at a node besides the execution of instructions.
sealed interface NodeEvent {
    /// A network delivers.
    record Delivered(Packet packet) implements NodeEvent {}

    /// A coherence message between this node's own cache and directory: it takes no network.
    record Local(CoherenceMessage message) implements NodeEvent {}

    /// An invalidation that a load-reserved held back may be due.
    record ReleaseHeld() implements NodeEvent {}
}
