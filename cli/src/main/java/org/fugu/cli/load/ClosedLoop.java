package org.fugu.cli.load;

import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;

/// As many clients as asked for, each of which sends its next request when the last one is answered.
final class ClosedLoop {
    private static final long SHOWN_EVERY_MILLIS = 200;

    private final String name;
    private final int clients;
    private final AtomicLong next = new AtomicLong();
    private final ConcurrentHistogram micros = LoadPhase.histogram();
    private final SortedMap<String, Long> failures = new ConcurrentSkipListMap<>();

    ClosedLoop(String name, int clients) {
        this.name = name;
        this.clients = clients;
    }

    /// Goes on for that long, or for that many requests, whatever is first.
    ///
    /// @param most requests
    /// @param request what to send as the n-th
    /// @param shown is told now and then how many are answered
    LoadPhase run(Duration length, long most, LongFunction<LoadClient.Answer> request, LongConsumer shown) {
        var done = new CountDownLatch(clients);
        long begun = System.nanoTime();
        long deadline = begun + length.toNanos();
        try (var host = new HostLoad()) {
            for (int i = 0; i < clients; i++) {
                Thread.ofVirtual().name(name + "-", i).start(() -> {
                    try {
                        send(deadline, most, request);
                    } finally {
                        done.countDown();
                    }
                });
            }
            await(done, shown);
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new LoadPhase(name, seconds, micros, failures, host.host(), host.generator());
        }
    }

    private void send(long deadline, long most, LongFunction<LoadClient.Answer> request) {
        for (long number = next.getAndIncrement(); number < most; number = next.getAndIncrement()) {
            long sent = System.nanoTime();
            if (sent - deadline >= 0) return;
            var answer = request.apply(number);
            if (answer.isSuccess())
                micros.recordValue(Math.min(LoadPhase.MOST_MICROS, (System.nanoTime() - sent) / 1000));
            else failures.merge(answer.body(), 1L, Long::sum);
        }
    }

    private void await(CountDownLatch done, LongConsumer shown) {
        try {
            while (!done.await(SHOWN_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                shown.accept(micros.getTotalCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
