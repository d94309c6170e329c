package org.fugu.service.run;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.fugu.service.account.UserSlots;
import org.fugu.service.problem.Refusal;
import org.fugu.service.signal.SignalListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Sends a run's kept events as they come, from any number on.
///
/// It runs in the request's own thread and asks the database after each change, holding a connection
/// only while it asks; so it does not matter which process carries out the run.
@Component
class EventStream {
    private static final Duration PING_EVERY = Duration.ofSeconds(15);
    /// Afterwards the client comes back with `Last-Event-ID`, and its right to look is checked
    /// anew.
    private static final Duration LONGEST = Duration.ofHours(1);
    /// Events in memory at once; the largest have [ConsoleBuffer#PIECE] bytes.
    private static final int AT_ONCE = 32;

    private final RunEvents events;
    private final RunRows rows;
    private final JsonMapper json;
    private final SignalListener signals;
    private final UserSlots slots;
    private volatile boolean closing;

    EventStream(RunEvents events, RunRows rows, JsonMapper json, SignalListener signals, RunSettings settings) {
        int most = settings.streams();
        this.slots = new UserSlots(most, "too-many-streams", "you have " + most + " event streams open; close one");
        this.events = events;
        this.rows = rows;
        this.json = json;
        this.signals = signals;
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
        signals.ringAll();
    }

    /// @param last the number of the last event that the client has
    /// @throws Refusal `too-many-streams`, before anything is sent
    void send(String userId, Run run, long last, HttpServletResponse response) throws IOException {
        try (var _ = slots.take(userId)) {
            sendAll(userId, run, last, response);
        }
    }

    private void sendAll(String userId, Run run, long last, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        var out = response.getOutputStream();
        write(out, "retry: 1000\n\n");
        var until = Instant.now().plus(LONGEST);
        var pingAt = Instant.now().plus(PING_EVERY);
        var sent = last;
        try (var watch = signals.watch(run.id())) {
            while (!closing && Instant.now().isBefore(until)) {
                var found = events.after(run.id(), sent, run.limits().cycles(), AT_ONCE);
                for (var event : found) {
                    write(out, text(userId, run.id(), event));
                    sent = event.sequence();
                    if (event.isEnd()) return;
                }
                if (!found.isEmpty()) pingAt = Instant.now().plus(PING_EVERY);
                if (Instant.now().isAfter(pingAt)) {
                    write(out, ": ping\n\n");
                    pingAt = Instant.now().plus(PING_EVERY);
                }
                if (found.size() < AT_ONCE && !watch.await(Duration.between(Instant.now(), pingAt))) return;
            }
        }
    }

    private String text(String userId, String runId, StoredEvent event) {
        var data = event.data();
        // JSON has no line breaks of its own, so one data line is enough.
        var body = data != null
                ? data
                : json.writeValueAsString(rows.find(userId, runId).orElseThrow().run());
        return "id: " + event.sequence() + "\nevent: " + event.kind() + "\ndata: " + body + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
