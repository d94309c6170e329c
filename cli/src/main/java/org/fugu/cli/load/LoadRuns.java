package org.fugu.cli.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.Json;
import tools.jackson.databind.JsonNode;

/// The runs that a load has submitted, so that it can ask for them, and take them away again.
///
/// Used by many threads.
final class LoadRuns {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final LoadClient client;
    private final String bundle;
    private final AtomicLong seed;
    private final List<String> ids = new ArrayList<>();
    private final ConcurrentHistogram firstInstructions = LoadPhase.histogram();

    /// @param firstSeed so that no run is one that somebody has asked for before
    LoadRuns(LoadClient client, String bundle, long firstSeed) {
        this.client = client;
        this.bundle = bundle;
        this.seed = new AtomicLong(firstSeed);
    }

    LoadClient.Answer submit(long number) {
        return added(client.post("/api/v1/runs", next()));
    }

    /// Submits one and waits for its result.
    LoadClient.Answer carryOut(long number) {
        var answer = added(client.postAndAwaitEnd("/api/v1/runs", next()));
        if (answer.isSuccess()) note(Json.read(answer.body()).path("firstInstructionMillis"));
        return answer;
    }

    private void note(JsonNode millis) {
        if (millis.isNumber()) firstInstructions.recordValue(Math.min(LoadPhase.MOST_MICROS, millis.asLong() * 1000));
    }

    /// When those whose result was waited for came to their first instructions, from their submissions on, as the
    /// service says it; forgets them.
    LoadPhase firstInstructions(double seconds) {
        var noted = firstInstructions.copy();
        firstInstructions.reset();
        return LoadPhase.told("first instruction", seconds, noted);
    }

    private Map<String, Object> next() {
        return Map.of("bundle", bundle, "seed", seed.getAndIncrement());
    }

    private LoadClient.Answer added(LoadClient.Answer answer) {
        if (answer.isSuccess()) add(Json.read(answer.body()).path("id").asString(""));
        return answer;
    }

    private void add(String id) {
        synchronized (ids) {
            ids.add(id);
        }
    }

    int size() {
        synchronized (ids) {
            return ids.size();
        }
    }

    private String at(int place) {
        synchronized (ids) {
            return ids.get(place);
        }
    }

    /// Those that were submitted last, the last one first; at least one.
    ///
    /// @param most how many at most
    List<String> latest(int most) {
        synchronized (ids) {
            return List.copyOf(ids.subList(Math.max(0, ids.size() - Math.max(1, most)), ids.size()))
                    .reversed();
        }
    }

    /// Any of them.
    LoadClient.Answer read(long number) {
        return client.get("/api/v1/runs/" + at(ThreadLocalRandom.current().nextInt(size())));
    }

    LoadClient.Answer cancel(String id) {
        return client.post("/api/v1/runs/" + id + "/cancel", Map.of());
    }

    /// The one with that number from the end on, so that none is begun meanwhile; one that has ended is no failure.
    LoadClient.Answer cancel(long number) {
        var answer = cancel(at(size() - 1 - (int) number));
        return answer.status() == 409 ? new LoadClient.Answer(200, "") : answer;
    }

    LoadClient.Answer delete(long number) {
        return client.delete("/api/v1/runs/" + at((int) number));
    }

    /// Waits until none is under way.
    void awaitEnds(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (var state : List.of("allocated", "running", "queued")) {
            while (System.nanoTime() < deadline && isAny(state)) ServiceClient.pause(LOOK_AGAIN);
        }
    }

    private boolean isAny(String state) {
        var answer = client.get("/api/v1/runs?limit=1&state=" + state);
        return answer.isSuccess() && !Json.read(answer.body()).path("items").isEmpty();
    }
}
