package org.fugu.cli.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Json;

/// Runs of a bundle that means harm: until it is closed, some of them wait or are under way. No two have one seed.
final class HostileRuns implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LoadClient client;
    private final String bundle;
    private final int atOnce;
    private final AtomicLong seed;
    private final List<String> ids = new ArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("hostile").unstarted(this::goOn);
    private volatile boolean closed;

    /// @param atOnce how many
    HostileRuns(LoadClient client, String bundle, int atOnce, long firstSeed) {
        this.client = client;
        this.bundle = bundle;
        this.atOnce = atOnce;
        this.seed = new AtomicLong(firstSeed);
    }

    /// Returns when the first of them has begun.
    void begin() {
        for (int i = 0; i < atOnce; i++) submit();
        if (ids.isEmpty()) throw CommandFailure.usage("the service does not take runs of the hostile bundle");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (state(ids.getFirst()).equals("queued") && System.nanoTime() < deadline) ServiceClient.pause(LOOK_AGAIN);
        thread.start();
    }

    private void submit() {
        var answer = client.post("/api/v1/runs", Map.of("bundle", bundle, "seed", seed.getAndIncrement()));
        if (answer.isSuccess()) ids.add(Json.read(answer.body()).path("id").asString(""));
    }

    private String state(String id) {
        var answer = client.get("/api/v1/runs/" + id);
        return answer.isSuccess() ? Json.read(answer.body()).path("state").asString("") : "";
    }

    private static boolean isOver(String state) {
        return !List.of("queued", "allocated", "running", "").contains(state);
    }

    private void goOn() {
        while (!closed) {
            ServiceClient.pause(LOOK_AGAIN);
            for (var id : List.copyOf(ids)) {
                if (!isOver(state(id))) continue;
                client.delete("/api/v1/runs/" + id);
                ids.remove(id);
            }
            while (!closed && ids.size() < atOnce) {
                int before = ids.size();
                submit();
                if (ids.size() == before) break;
            }
        }
    }

    /// Takes them away.
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var id : ids) client.post("/api/v1/runs/" + id + "/cancel", Map.of());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (var id : ids) {
            while (!isOver(state(id)) && System.nanoTime() < deadline) ServiceClient.pause(LOOK_AGAIN);
            client.delete("/api/v1/runs/" + id);
        }
    }
}
