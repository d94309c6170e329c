package org.fugu.service.run;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A run's console, node by node, of which a few pieces at a time are in memory. No connection to
/// the database is held between them, so that somebody may read as slowly as they like.
final class StoredConsole {
    /// Of pieces of at most [ConsoleBuffer#PIECE] bytes.
    private static final int AT_ONCE = 16;

    private final RunEvents events;
    private final String runId;
    private final Queue<ConsolePiece> ahead = new ArrayDeque<>();
    private int lastNode = -1;
    private long lastSequence;
    private boolean complete;

    StoredConsole(RunEvents events, String runId) {
        this.events = events;
        this.runId = runId;
    }

    /// The node that comes next, when all of the one before was read; null at the end.
    @Nullable
    Integer nextNode() {
        var piece = peek();
        return piece == null ? null : piece.node();
    }

    /// What that node wrote.
    InputStream of(int node) {
        return new NodeStream(node);
    }

    private @Nullable ConsolePiece peek() {
        if (ahead.isEmpty() && !complete) {
            var more = events.consoleAfter(runId, lastNode, lastSequence, AT_ONCE);
            complete = more.size() < AT_ONCE;
            ahead.addAll(more);
        }
        return ahead.peek();
    }

    private void advance(ConsolePiece read) {
        ahead.remove();
        lastNode = read.node();
        lastSequence = read.sequence();
    }

    private final class NodeStream extends InputStream {
        private final int node;
        private byte[] bytes = {};
        private int at;

        NodeStream(int node) {
            this.node = node;
        }

        @Override
        public int read() {
            return hasMore() ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (length == 0) return 0;
            if (!hasMore()) return -1;
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, to, offset, count);
            at += count;
            return count;
        }

        private boolean hasMore() {
            while (at == bytes.length) {
                var piece = peek();
                if (piece == null || piece.node() != node) return false;
                bytes = piece.bytes();
                at = 0;
                advance(piece);
            }
            return true;
        }
    }
}
