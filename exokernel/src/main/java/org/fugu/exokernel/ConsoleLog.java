package org.fugu.exokernel;

import java.util.ArrayDeque;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What one node has written and the host has not yet collected.
final class ConsoleLog {
    private final NodeId node;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private long written;

    /// @param cycle when it was written
    record Piece(long cycle, NodeId node, byte[] bytes) {}

    ConsoleLog(NodeId node) {
        this.node = node;
    }

    /// Bytes so far, collected or not.
    long written() {
        return written;
    }

    void append(long cycle, byte[] bytes) {
        written += bytes.length;
        if (bytes.length > 0) pieces.addLast(new Piece(cycle, node, bytes));
    }

    /// Takes the oldest piece if it was written before a cycle.
    @Nullable
    Piece pollBefore(long cycle) {
        var oldest = pieces.peekFirst();
        return oldest == null || oldest.cycle() >= cycle ? null : pieces.removeFirst();
    }

    void save(StateWriter out) {
        out.add(written);
    }
}
