package org.fugu.service.run;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Console output on its way to the database.
///
/// What an earlier attempt kept is left out: a run prints the same bytes in every attempt, so each
/// node's stream goes on where the kept one ends. A letter of several bytes is never cut in two.
final class ConsoleBuffer {
    /// Above this what a node prints goes to its latest piece, so that a guest that prints letter by
    /// letter from many nodes cannot flood the heap with pieces and the database with rows.
    private static final int MAX_PIECES = 500;

    /// Bytes of one event at the most, so that who reads events has few of them in memory.
    static final int PIECE = 64 << 10;

    private final Map<Integer, Long> toSkip;
    private final Map<Integer, byte[]> halfLetters = new TreeMap<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Integer, Piece> latest = new TreeMap<>();

    /// Output of one node that follows in one go.
    private record Piece(long cycle, int node, ByteArrayOutputStream bytes) {
        void append(byte[] more, int from) {
            bytes.write(more, from, more.length - from);
        }
    }

    /// @param kept bytes of each node's console that are in the database
    ConsoleBuffer(Map<Integer, Long> kept) {
        this.toSkip = new TreeMap<>(kept);
    }

    synchronized void print(long cycle, int node, byte[] bytes) {
        long kept = toSkip.getOrDefault(node, 0L);
        int from = (int) Math.min(kept, bytes.length);
        toSkip.put(node, kept - from);
        if (from == bytes.length) return;
        last(cycle, node).append(bytes, from);
    }

    private Piece last(long cycle, int node) {
        var newest = pieces.isEmpty() ? null : pieces.getLast();
        if (newest != null && newest.node() == node) return newest;
        var known = latest.get(node);
        if (known != null && pieces.size() >= MAX_PIECES) return known;
        var fresh = new Piece(cycle, node, new ByteArrayOutputStream());
        pieces.add(fresh);
        latest.put(node, fresh);
        return fresh;
    }

    /// Takes what is there, but for letters that are not complete yet.
    synchronized List<RunEvent> take() {
        var taken = new ArrayList<RunEvent>();
        for (var piece : pieces) {
            var bytes = joined(halfLetters.remove(piece.node()), piece.bytes().toByteArray());
            int whole = wholeLetters(bytes);
            if (whole < bytes.length) halfLetters.put(piece.node(), Arrays.copyOfRange(bytes, whole, bytes.length));
            cut(bytes, whole, piece, taken);
        }
        pieces.clear();
        latest.clear();
        return taken;
    }

    private static void cut(byte[] bytes, int end, Piece piece, List<RunEvent> into) {
        for (int from = 0, to; from < end; from = to) {
            to = Math.min(from + PIECE, end);
            if (to < end) to = from + wholeLetters(Arrays.copyOfRange(bytes, from, to));
            into.add(new RunEvent.Printed(piece.cycle(), piece.node(), Arrays.copyOfRange(bytes, from, to)));
        }
    }

    /// Takes all that is left: the program has ended, and what is not complete now never will be.
    synchronized List<RunEvent> takeRest(long cycle) {
        var taken = new ArrayList<>(take());
        halfLetters.forEach((node, bytes) -> taken.add(new RunEvent.Printed(cycle, node, bytes)));
        halfLetters.clear();
        return taken;
    }

    private static byte[] joined(byte @Nullable [] before, byte[] after) {
        if (before == null) return after;
        var both = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, both, before.length, after.length);
        return both;
    }

    /// How many bytes to take so that a UTF-8 letter which has only begun stays behind.
    static int wholeLetters(byte[] bytes) {
        for (int back = 1; back <= 3 && back <= bytes.length; back++) {
            int lead = bytes[bytes.length - back] & 0xff;
            if (lead < 0x80) return bytes.length;
            if (lead >= 0xc0) return lettersLength(lead) > back ? bytes.length - back : bytes.length;
        }
        return bytes.length;
    }

    private static int lettersLength(int lead) {
        if (lead >= 0xf0) return 4;
        return lead >= 0xe0 ? 3 : 2;
    }
}
