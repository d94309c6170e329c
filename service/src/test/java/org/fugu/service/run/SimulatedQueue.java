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
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.partition.Occupancy;
import org.fugu.service.partition.Rectangle;
import org.fugu.service.partition.Reservation;
import org.jspecify.annotations.Nullable;

/// Workers, users and a machine of 8 × 8 nodes under a clock of the test's: what [FairShare] and [Reservation] say is
/// done, and time passes by itself.
///
/// A worker simulates a million cycles of each of a run's nodes in a second.
final class SimulatedQueue {
    static final double NODE_CYCLES_A_SECOND = 1_000_000;
    static final Duration HALF_LIFE = Duration.ofDays(1);
    static final Duration HEAD_START = Duration.ofMinutes(10);
    static final Duration HOST_WALL = Duration.ofHours(1);
    private static final MeshShape MESH = new MeshShape(8, 8);
    private static final MeshShape NODE = new MeshShape(1, 1);

    /// @param seconds of a worker's time
    record Order(String user, double seconds, boolean brief, MeshShape shape, long number, Instant since) {
        private String line() {
            return shape + (brief ? " brief" : "");
        }

        private String run() {
            return "run_" + number;
        }
    }

    /// @param started when
    record Done(Order order, Instant started, Instant ended) {}

    private record Running(Order order, Rectangle place, Instant started, Instant end, int worker) {}

    private record Kept(Order order, Reservation reservation) {}

    private final FairShare share = new FairShare(HALF_LIFE, HEAD_START, NODE_CYCLES_A_SECOND * 60);
    private final Map<String, Map<String, Deque<Order>>> lines = new TreeMap<>();
    private final Map<String, Usage> used = new HashMap<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparing(Running::end));
    private final boolean[] busy;
    final List<Done> done = new ArrayList<>();
    Instant now = Instant.parse("2026-01-31T00:00:00Z");
    /// How often a run began on nodes of another.
    int overlaps;
    private @Nullable Kept kept;
    private long numbers;

    SimulatedQueue(int workers) {
        this.busy = new boolean[workers];
    }

    void submit(String user, double seconds, boolean brief) {
        submit(user, seconds, brief, NODE);
    }

    void submit(String user, double seconds, boolean brief, MeshShape shape) {
        var order = new Order(user, seconds, brief, shape, ++numbers, now);
        lines.computeIfAbsent(user, _ -> new TreeMap<>())
                .computeIfAbsent(order.line(), _ -> new ArrayDeque<>())
                .add(order);
    }

    long waiting(String user) {
        return linesOf(user).values().stream().mapToLong(Deque::size).sum();
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
                Usage.NONE.plus(nodeCycles(run.order(), run.order().seconds()), now, HALF_LIFE),
                (before, _) -> before.plus(nodeCycles(run.order(), run.order().seconds()), now, HALF_LIFE));
        done.add(new Done(run.order(), run.started(), now));
    }

    private static double nodeCycles(Order order, double seconds) {
        return seconds * order.shape().nodes() * NODE_CYCLES_A_SECOND;
    }

    /// The second worker takes nothing long, as in the service.
    private void startAll() {
        for (int worker = 0; worker < busy.length; worker++) {
            if (!busy[worker]) start(worker);
        }
    }

    private Map<String, Deque<Order>> linesOf(String user) {
        return lines.getOrDefault(user, Map.of());
    }

    private void start(int worker) {
        boolean waits = false;
        for (var head : inOrder(worker == 1)) {
            var order = linesOf(head.user()).values().stream()
                    .map(Deque::peek)
                    .filter(first -> first != null && first.number() == head.number())
                    .findFirst()
                    .orElseThrow();
            var place = others(order).place(order.shape(), now, now.plus(HOST_WALL));
            if (place.isPresent()) {
                begin(order, place.get(), worker);
                return;
            }
            if (!waits && (kept == null || kept.order().equals(order))) keep(order);
            waits = true;
        }
    }

    private void keep(Order order) {
        Reservation.next(kept == null ? null : kept.reservation(), others(order), order.shape(), now, HOST_WALL)
                .ifPresent(next -> kept = new Kept(order, next));
    }

    private void begin(Order order, Rectangle place, int worker) {
        if (running.stream().anyMatch(run -> run.place().overlaps(place))) overlaps++;
        if (kept != null && kept.order().equals(order)) kept = null;
        Objects.requireNonNull(linesOf(order.user()).get(order.line())).remove();
        busy[worker] = true;
        running.add(new Running(order, place, now, now.plusMillis((long) (order.seconds() * 1000)), worker));
    }

    /// All that is held, but for what is kept for that run.
    private Occupancy others(Order order) {
        var holdings = new ArrayList<Occupancy.Holding>();
        for (var run : running) {
            holdings.add(new Occupancy.Holding(
                    run.place(), Instant.EPOCH, run.started().plus(HOST_WALL)));
        }
        if (kept != null && !kept.order().equals(order))
            holdings.add(kept.reservation().holding(now));
        return new Occupancy(MESH, holdings);
    }

    private List<FairShare.Waiting> inOrder(boolean briefOnly) {
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
                        nodeCycles(
                                run.order(),
                                Duration.between(run.started(), now).toMillis() / 1000.0),
                        Double.MAX_VALUE))
                .toList();
        return share.order(heads, used, underWay, now);
    }

    private static FairShare.Waiting waiting(Order order) {
        return new FairShare.Waiting(
                order.run(),
                order.number(),
                order.user(),
                null,
                "fugu",
                order.shape(),
                order.brief(),
                order.since(),
                false,
                null);
    }
}
