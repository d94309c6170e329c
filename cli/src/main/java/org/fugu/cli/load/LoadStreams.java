package org.fugu.cli.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;

/// Streams of events that are open at once, each on a run that has not ended.
final class LoadStreams {
    private static final long MOST_MICROS = Duration.ofMinutes(10).toNanos() / 1000;
    private static final int DIGITS = 3;

    private final LoadClient client;
    private final int count;
    private final CountDownLatch opened;
    private final CountDownLatch closed;
    private final ConcurrentHistogram openMicros = new ConcurrentHistogram(MOST_MICROS, DIGITS);
    private final ConcurrentHistogram endMicros = new ConcurrentHistogram(MOST_MICROS, DIGITS);
    private final SortedMap<String, Long> failures = new ConcurrentSkipListMap<>();
    /// When somebody began to end a run, by the run.
    private final Map<String, Long> ending = new ConcurrentHashMap<>();
    private long firstEnding = System.nanoTime();

    LoadStreams(LoadClient client, int count) {
        this.client = client;
        this.count = count;
        this.opened = new CountDownLatch(count);
        this.closed = new CountDownLatch(count);
    }

    /// Opens all, and waits until each has its first event or has failed.
    ///
    /// @param run of each, by number
    LoadPhase open(IntFunction<String> run) throws InterruptedException {
        long begun = System.nanoTime();
        try (var host = new HostLoad()) {
            for (int i = 0; i < count; i++) {
                var followed = run.apply(i);
                Thread.ofVirtual().name("stream-", i).start(() -> follow(followed));
            }
            opened.await(5, TimeUnit.MINUTES);
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new LoadPhase("open", seconds, openMicros.copy(), failures(), host.host(), host.generator());
        }
    }

    /// A run is ended now: what is measured is when its streams hear of it.
    void ending(String run) {
        long now = System.nanoTime();
        if (ending.isEmpty()) firstEnding = now;
        ending.put(run, now);
    }

    /// Waits until each stream has heard of its run's end.
    LoadPhase awaitEnds(Duration patience) throws InterruptedException {
        if (!closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            failures.merge("no end was heard of", closed.getCount(), Long::sum);
        }
        double seconds = (System.nanoTime() - firstEnding) / 1e9;
        return new LoadPhase("end", seconds, endMicros.copy(), failures(), Double.NaN, Double.NaN);
    }

    private SortedMap<String, Long> failures() {
        return new ConcurrentSkipListMap<>(failures);
    }

    private void follow(String run) {
        long begun = System.nanoTime();
        boolean first = true;
        try {
            var answer = client.open("/api/v1/runs/" + run + "/events");
            if (answer.statusCode() != 200) {
                var text = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
                failures.merge(LoadClient.code(answer.statusCode(), text), 1L, Long::sum);
                return;
            }
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (first && line.startsWith("event:")) {
                        openMicros.recordValue(micros(begun));
                        first = false;
                        opened.countDown();
                    }
                    if (line.equals("event:end") || line.equals("event: end")) {
                        // One that ended by itself before says nothing of how fast news travels.
                        var since = ending.get(run);
                        if (since != null) endMicros.recordValue(micros(since));
                        return;
                    }
                }
            }
            failures.merge("the stream broke off", 1L, Long::sum);
        } catch (IOException e) {
            failures.merge(e.getClass().getSimpleName(), 1L, Long::sum);
        } finally {
            if (first) opened.countDown();
            closed.countDown();
        }
    }

    private static long micros(long since) {
        return Math.clamp((System.nanoTime() - since) / 1000, 0, MOST_MICROS);
    }
}
