package org.fugu.service.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Workers and users under a clock of the test's: what [FairShare] says is done, and time passes by itself.
///
/// A worker simulates a million node-cycles a second.
final class SimulatedQueue {
    static final double NODE_CYCLES_A_SECOND = 1_000_000;
    static final Duration HALF_LIFE = Duration.ofDays(1);
    static final Duration HEAD_START = Duration.ofMinutes(10);

    /// @param seconds of a worker's time
    record Order(String user, double seconds, boolean brief, long number, Instant since) {
        private String line() {
            return brief ? "brief" : "long";
        }
    }

    /// @param started when
    record Done(Order order, Instant started, Instant ended) {}

    private record Running(Order order, Instant started, Instant end, int worker) {}

    private final FairShare share = new FairShare(HALF_LIFE, HEAD_START, NODE_CYCLES_A_SECOND * 60);
    private final Map<String, Map<String, Deque<Order>>> lines = new TreeMap<>();
    private final Map<String, Usage> used = new HashMap<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparing(Running::end));
    private final boolean[] busy;
    final List<Done> done = new ArrayList<>();
    Instant now = Instant.parse("2026-01-31T00:00:00Z");
    private long numbers;

    SimulatedQueue(int workers) {
        this.busy = new boolean[workers];
    }

    void submit(String user, double seconds, boolean brief) {
        var order = new Order(user, seconds, brief, ++numbers, now);
        lines.computeIfAbsent(user, _ -> new TreeMap<>())
                .computeIfAbsent(order.line(), _ -> new ArrayDeque<>())
                .add(order);
    }

    long waiting(String user) {
        return lines.getOrDefault(user, Map.of()).values().stream()
                .mapToLong(Deque::size)
                .sum();
    }

    /// Lets runs start and end for that long.
    void pass(Duration time) {
        var until = now.plus(time);
        startAll();
        for (var next = running.peek(); next != null && !next.end().isAfter(until); next = running.peek()) {
            end(running.remove());
            startAll();
        }
        now = until;
    }

    private void end(Running run) {
        now = run.end();
        busy[run.worker()] = false;
        used.merge(
                run.order().user(),
                Usage.NONE.plus(nodeCycles(run.order().seconds()), now, HALF_LIFE),
                (before, _) -> before.plus(nodeCycles(run.order().seconds()), now, HALF_LIFE));
        done.add(new Done(run.order(), run.started(), now));
    }

    private static double nodeCycles(double seconds) {
        return seconds * NODE_CYCLES_A_SECOND;
    }

    /// The second worker takes nothing long, as in the service.
    private void startAll() {
        for (int worker = 0; worker < busy.length; worker++) {
            if (busy[worker]) continue;
            var next = next(worker == 1);
            if (next == null) continue;
            busy[worker] = true;
            running.add(new Running(next, now, now.plusMillis((long) (next.seconds() * 1000)), worker));
        }
    }

    private @Nullable Order next(boolean briefOnly) {
        var heads = new ArrayList<FairShare.Waiting>();
        lines.values()
                .forEach(all -> all.values().stream()
                        .filter(line -> !line.isEmpty())
                        .map(Deque::peek)
                        .filter(order -> order.brief() || !briefOnly)
                        .forEach(order -> heads.add(waiting(order))));
        var underWay = running.stream()
                .map(run -> new FairShare.UnderWay(
                        run.order().user(),
                        nodeCycles(Duration.between(run.started(), now).toMillis() / 1000.0),
                        Double.MAX_VALUE))
                .toList();
        var order = share.order(heads, used, underWay, now);
        if (order.isEmpty()) return null;
        var first = order.getFirst();
        return lines.get(first.user()).get(first.brief() ? "brief" : "long").remove();
    }

    private static FairShare.Waiting waiting(Order order) {
        return new FairShare.Waiting(
                "run_" + order.number(),
                order.number(),
                order.user(),
                null,
                "fugu",
                new MeshShape(1, 1),
                order.brief(),
                order.since());
    }
}
