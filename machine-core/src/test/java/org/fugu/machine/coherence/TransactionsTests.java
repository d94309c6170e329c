package org.fugu.machine.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compared with a map of queues.
class TransactionsTests {
    private static final int NODES = 20;
    private static final int LINES = 12;

    /// A locked line, as a map would have it.
    private static final class Expected {
        final CoherenceMessage request;
        int missing;
        final ArrayDeque<CoherenceMessage> waiting = new ArrayDeque<>();

        Expected(CoherenceMessage request, int missing) {
            this.request = request;
            this.missing = missing;
        }
    }

    private final TreeMap<Long, Expected> expected = new TreeMap<>();
    private Transactions transactions = new Transactions();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepWhoWaitsInItsOrder(long seed) {
        var random = new Random(seed);
        for (int step = 0; step < 5_000; step++) {
            long line = 100 + random.nextInt(LINES);
            var locked = expected.get(line);
            var kind = random.nextBoolean() ? Kind.GET_SHARED : Kind.GET_MODIFIED;
            int node = random.nextInt(NODES);
            if (locked == null) begin(new CoherenceMessage(kind, line, node), 1 + random.nextInt(5));
            else if (random.nextInt(3) > 0) add(locked, new CoherenceMessage(kind, line, node));
            else if (locked.missing > 1) acknowledge(locked);
            else end(locked, random.nextInt(4));
            compare();
            if (random.nextInt(200) == 0) throughASnapshot();
        }
    }

    private Expected begin(CoherenceMessage request, int missing) {
        var begun = new Expected(request, missing);
        expected.put(request.line(), begun);
        transactions.begin(request.kind(), request.line(), request.node(), missing);
        return begun;
    }

    private void add(Expected locked, CoherenceMessage request) {
        locked.waiting.add(request);
        transactions.add(transactions.find(request.line()), request.kind(), request.node());
    }

    private void acknowledge(Expected locked) {
        locked.missing--;
        transactions.acknowledged(transactions.find(locked.request.line()));
    }

    /// The line is unlocked; after some that waited it is locked again.
    private void end(Expected locked, int after) {
        long line = locked.request.line();
        expected.remove(line);
        transactions.end(transactions.find(line));
        for (int taken = 0; transactions.isRest(); taken++) {
            var next = locked.waiting.remove();
            assertThat(transactions.restKind()).isEqualTo(next.kind());
            assertThat(transactions.restNode()).isEqualTo(next.node());
            transactions.takeRest();
            if (taken < after) continue;
            var again = begin(next, 2);
            transactions.keepRest(transactions.find(line));
            again.waiting.addAll(locked.waiting);
            return;
        }
        assertThat(locked.waiting).isEmpty();
    }

    private void compare() {
        for (long line = 100; line < 100 + LINES; line++) {
            int at = transactions.find(line);
            var locked = expected.get(line);
            assertThat(at == Transactions.NONE).isEqualTo(locked == null);
            if (locked == null) continue;
            assertThat(transactions.kind(at)).isEqualTo(locked.request.kind());
            assertThat(transactions.node(at)).isEqualTo(locked.request.node());
            assertThat(transactions.missing(at)).isEqualTo(locked.missing);
            assertThat(transactions.isAwaited(at)).isEqualTo(!locked.waiting.isEmpty());
        }
    }

    private void throughASnapshot() {
        var snapshot = new SnapshotWriter();
        transactions.save(snapshot);
        transactions = new Transactions();
        transactions.restore(new SnapshotReader(snapshot.toBytes()));
        compare();
    }
}
