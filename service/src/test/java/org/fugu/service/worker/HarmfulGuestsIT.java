package org.fugu.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What others notice of guests that make their workers run out of memory, crash, or stand still: the times of their
/// requests, and their runs. `-Dfugu.harm=20` measures for 20 seconds each; the times are printed.
class HarmfulGuestsIT {
    private static final int SECONDS = Integer.getInteger("fugu.harm", 3);
    /// The goal is twice on a quiet host; here others may work too, and of few requests the slowest is looked at.
    private static final double HARDLY = 2 * 5;
    /// Nobody notices less, which is five times the goal of a submission under load.
    private static final double UNNOTICED_MILLIS = 500;
    /// So many users have such a run at a time, for two workers.
    private static final int HOSTILE = 4;
    /// As many as `./fugu load` has, and as little patience.
    private static final int CLIENTS = 8;

    private static final RunningService SERVICE = RunningService.startWith(
            List.of(HarmedChildren.class),
            TestDatabase.fresh(),
            // The bound that keeps runs out which need much memory.
            "--fugu.runs.memory-megabytes=1000000",
            "--fugu.runs.workers=2",
            "--fugu.runs.max-queued=1000000",
            "--fugu.storage.kept-runs=1000000",
            "--fugu.rate.user=0",
            "--fugu.rate.address=0");

    private final Caller other = SERVICE.newUser();
    private final String hello = other.uploaded(RunningService.prebuilt("hello.zip"));
    private final AtomicLong seed = new AtomicLong(1);

    @AfterAll
    static void stop() {
        SERVICE.close();
    }

    /// Milliseconds of each request of a kind.
    private static final class Times {
        private final Map<String, ConcurrentLinkedQueue<Double>> byKind = new LinkedHashMap<>();

        Times() {
            for (var kind : List.of("submit", "read", "list")) byKind.put(kind, new ConcurrentLinkedQueue<>());
        }

        private ConcurrentLinkedQueue<Double> of(String kind) {
            return Objects.requireNonNull(byKind.get(kind), kind);
        }

        <A> A timed(String kind, Supplier<A> request) {
            long before = System.nanoTime();
            var answer = request.get();
            of(kind).add((System.nanoTime() - before) / 1e6);
            return answer;
        }

        double p99(String kind) {
            var sorted =
                    of(kind).stream().mapToDouble(Double::doubleValue).sorted().toArray();
            assertThat(sorted).as(kind).isNotEmpty();
            return sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)];
        }

        int count(String kind) {
            return of(kind).size();
        }
    }

    @Test
    void nobodyElseNoticesThem() throws Exception {
        var digest = other.awaitEnd(other.submitted(ordered(1))).path("digest").asString();
        measured(digest);
        var undisturbed = measured(digest);

        for (var harm : List.of(
                new Harm(
                        "ran out of memory",
                        "hello.zip",
                        "\"mesh\":\"8x8\",\"overrides\":" + "{\"cache.bytes\":16777216,\"cache.l1.bytes\":16777216}"),
                new Harm("crashed", "test/loop.zip", "\"args\":[\"" + HarmedChild.CRASHES + "\"]"),
                new Harm("did not answer any more", "test/loop.zip", "\"args\":[\"" + HarmedChild.HANGS + "\"]"))) {
            Times disturbed;
            try (var _ = harm.begun()) {
                disturbed = measured(digest);
            }
            for (var kind : undisturbed.byKind.keySet()) {
                double ratio = disturbed.p99(kind) / undisturbed.p99(kind);
                System.out.printf(
                        Locale.ROOT,
                        "%s beside a guest whose worker %s: p99 %.1f ms of %d, %.1f times the undisturbed %.1f ms%n",
                        kind,
                        harm.message,
                        disturbed.p99(kind),
                        disturbed.count(kind),
                        ratio,
                        undisturbed.p99(kind));
                assertThat(disturbed.p99(kind))
                        .as(kind + " " + harm.message)
                        .isLessThan(Math.max(UNNOTICED_MILLIS, HARDLY * undisturbed.p99(kind)));
            }
        }
    }

    /// Thousands wait on a slow host, and what each may print counts as taken until it has ended.
    private String ordered(long withSeed) {
        return "{\"bundle\":\"" + hello + "\",\"seed\":" + withSeed + ",\"limits\":{\"consoleBytes\":4096}}";
    }

    /// Submits, reads and lists for a while, and sees that runs end as they do undisturbed.
    private Times measured(String digest) throws Exception {
        var times = new Times();
        var ids = new ConcurrentLinkedQueue<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            var clients = new ArrayList<Future<?>>();
            for (int client = 0; client < CLIENTS; client++) {
                clients.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        var order = ordered(1);
                        var id = times.timed("submit", () -> other.submitted(order));
                        ids.add(id);
                        times.timed("read", () -> other.run(id));
                        times.timed("list", () -> other.get("/api/v1/runs?limit=100"));
                    }
                }));
            }
            for (var client : clients) client.get();
        }
        for (var id : ids) {
            var run = other.awaitEnd(id);
            assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
            assertThat(run.path("digest").asString()).isEqualTo(digest);
            assertThat(run.path("attempts").asInt()).isEqualTo(1);
        }
        return times;
    }

    /// Guests that do one kind of harm.
    private final class Harm {
        private final String message;
        private final String bundle;
        private final String order;
        /// They have had nothing yet, so it is their turn at first.
        private final List<Caller> hostile =
                Stream.generate(SERVICE::newUser).limit(HOSTILE).toList();

        private volatile boolean over;
        private int attempts;

        /// @param message what the process did, as a run that is given up says it
        /// @param order fields of its order
        Harm(String message, String bundle, String order) {
            this.message = message;
            this.bundle = bundle;
            this.order = order;
        }

        /// From now on until it is closed there are runs that do it.
        AutoCloseable begun() {
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            var loops = new ArrayList<Future<?>>();
            for (var user : hostile) loops.add(threads.submit(() -> again(user)));
            return () -> {
                over = true;
                for (var loop : loops) loop.get();
                threads.close();
                assertThat(attempts).isPositive();
                System.out.printf("%d attempts whose guest did it%n", attempts);
            };
        }

        private void again(Caller user) {
            var uploaded = user.uploaded(RunningService.prebuilt(bundle));
            while (!over) {
                var id = user.submitted(
                        "{\"bundle\":\"" + uploaded + "\",\"seed\":" + seed.incrementAndGet() + "," + order + "}");
                var run = user.awaitRun(id, it -> over || !it.path("finishedAt").isNull());
                begun(run.path("attempts").asInt());
                if (over) {
                    user.post("/api/v1/runs/" + id + "/cancel", "{}");
                    return;
                }
                assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("infrastructure_error");
                assertThat(run.path("attempts").asInt()).isGreaterThanOrEqualTo(3);
                assertThat(run.path("message").asString()).endsWith(message);
            }
        }

        private synchronized void begun(int more) {
            attempts += more;
        }
    }
}
