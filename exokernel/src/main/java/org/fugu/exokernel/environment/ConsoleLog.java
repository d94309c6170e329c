package org.fugu.exokernel.environment;

import java.util.ArrayDeque;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What one node has written and the host has not yet collected.
public final class ConsoleLog {
    // For reading: what a snapshot may hold at the most.
    public static final int MOST_PIECES = 1 << 26;
    private static final int MOST_NODES = 1 << 16;
    private static final int MOST_BYTES = 1 << 16;

    private final NodeId node;
    private final long limit;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private long written;

    /// @param cycle when it was written
    public record Piece(long cycle, NodeId node, byte[] bytes) {
        public void save(StateWriter out) {
            out.add(cycle).add(node.index()).add(bytes);
        }

        public static Piece restored(StateReader in) {
            return new Piece(in.next(), new NodeId(in.nextInt(0, MOST_NODES)), in.nextBytes(MOST_BYTES));
        }
    }

    /// @param limit bytes that the whole job may write
    public ConsoleLog(NodeId node, long limit) {
        this.node = node;
        this.limit = limit;
    }

    /// Whether this node alone has written more than the job may.
    public boolean isOverLimit() {
        return written > limit;
    }

    public void append(long cycle, byte[] bytes) {
        written += bytes.length;
        if (bytes.length > 0) pieces.addLast(new Piece(cycle, node, bytes));
    }

    /// Takes the oldest piece if it was written before a cycle.
    @Nullable
    public Piece pollBefore(long cycle) {
        var oldest = pieces.peekFirst();
        return oldest == null || oldest.cycle() >= cycle ? null : pieces.removeFirst();
    }

    public void save(StateWriter out) {
        out.add(written).add(pieces.size());
        for (var piece : pieces) piece.save(out);
    }

    public void restore(StateReader in) {
        written = in.next();
        pieces.clear();
        for (int left = in.nextInt(0, MOST_PIECES); left > 0; left--) pieces.add(Piece.restored(in));
    }
}
