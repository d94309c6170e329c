package org.fugu.machine.coherence;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// What a home knows of one of its lines. Readers may have dropped the line in silence; an owner
/// gives it back with
/// PUT_MODIFIED.
///
/// There is one of these for every line that was ever fetched, 16 bytes each, so that what few
/// lines need (a set of
/// sharers, a queue) is only made for those.
final class DirectoryEntry {
    static final int NOBODY = -1;

    private static final int MOST_NODES = 1 << 16;
    private static final long[] NO_SHARERS = new long[0];

    /// Who may write the line.
    int owner = NOBODY;

    /// The request that waits for acknowledgements; later ones queue behind it.
    @Nullable
    CoherenceMessage current;

    int acknowledgementsMissing;

    // A full map: the hardware pointers of LimitLESS are not modelled yet.
    private @Nullable BitSet sharers;
    private @Nullable Queue<CoherenceMessage> waiting;

    boolean isBusy() {
        return current != null;
    }

    /// Adds a node that may hold the line for reading.
    void share(int node) {
        if (sharers == null) sharers = new BitSet();
        sharers.set(node);
    }

    /// A node holds the line no longer, or is about to ask for more.
    void unshare(int node) {
        if (sharers != null) sharers.clear(node);
    }

    void unshareAll() {
        sharers = null;
    }

    /// The first node that may hold the line for reading, from `node` on; or [#NOBODY].
    int nextSharer(int node) {
        return sharers == null ? NOBODY : sharers.nextSetBit(node);
    }

    void queue(CoherenceMessage request) {
        if (waiting == null) waiting = new ArrayDeque<>();
        waiting.add(request);
    }

    /// Takes the request that has waited longest, or null.
    @Nullable
    CoherenceMessage nextWaiting() {
        return waiting == null ? null : waiting.poll();
    }

    void save(StateWriter out) {
        out.add(owner).add(sharers == null ? NO_SHARERS : sharers.toLongArray()).add(acknowledgementsMissing);
        out.add(waiting == null ? 0 : waiting.size());
        if (waiting != null) for (var request : waiting) request.save(out);
        out.add(current != null);
        if (current != null) current.save(out);
    }

    void restore(StateReader in) {
        owner = in.nextInt(NOBODY, MOST_NODES);
        var words = in.nextLongs(MOST_NODES);
        sharers = words.length == 0 ? null : BitSet.valueOf(words);
        acknowledgementsMissing = in.nextInt(0, MOST_NODES);
        waiting = null;
        for (int left = in.nextInt(0, MOST_NODES); left > 0; left--) queue(CoherenceMessage.restored(in));
        current = in.nextBoolean() ? CoherenceMessage.restored(in) : null;
    }
}
