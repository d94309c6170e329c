package org.fugu.machine.coherence;

import java.util.ArrayDeque;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// What a home keeps of a locked line: the request that waits for acknowledgements or for the
/// software, and those that came after it.
final class Transaction {
    private static final int MOST_WAITING = 1 << 16;

    final CoherenceMessage request;

    /// Acknowledgements still to come; the end of a software handler counts as one.
    int missing;

    final ArrayDeque<CoherenceMessage> waiting = new ArrayDeque<>();

    Transaction(CoherenceMessage request) {
        this.request = request;
    }

    void save(StateWriter out) {
        request.save(out);
        out.add(missing).add(waiting.size());
        for (var each : waiting) each.save(out);
    }

    static Transaction restored(StateReader in) {
        var transaction = new Transaction(CoherenceMessage.restored(in));
        transaction.missing = in.nextInt(0, MOST_WAITING);
        for (int left = in.nextInt(0, MOST_WAITING); left > 0; left--) {
            transaction.waiting.add(CoherenceMessage.restored(in));
        }
        return transaction;
    }
}
