package org.fugu.cli.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Follows a run's events to its end, through lost connections.
final class RunFollower {
    private static final int MOST_LOST_CONNECTIONS = 20;

    /// One event.
    ///
    /// @param name `state`, `progress`, `console`, `metric` or `end`; others may be added
    record Event(String name, JsonNode data) {}

    private final ServiceClient service;
    private final String path;
    private @Nullable String lastEvent;
    private boolean ended;

    RunFollower(ServiceClient service, String run) {
        this.service = service;
        this.path = "/api/v1/runs/" + run + "/events";
    }

    /// Hands every event to the listener, once and in order, until the run has ended.
    void follow(Consumer<Event> listener) {
        for (int lost = 0; lost <= MOST_LOST_CONNECTIONS; lost++) {
            try (var lines = service.lines(path, lastEvent)) {
                read(lines.iterator(), listener);
            } catch (IOException | UncheckedIOException e) {
                ServiceClient.pause(Duration.ofSeconds(1));
            }
            if (ended) return;
        }
        throw CommandFailure.unreachable("the service's event stream broke off " + MOST_LOST_CONNECTIONS + " times");
    }

    private void read(Iterator<String> lines, Consumer<Event> listener) {
        var name = "message";
        var data = new StringBuilder();
        String id = lastEvent;
        while (!ended && lines.hasNext()) {
            var line = lines.next();
            if (line.isEmpty()) {
                lastEvent = id;
                if (!data.isEmpty()) deliver(new Event(name, Json.read(data.toString())), listener);
                name = "message";
                data.setLength(0);
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                data.append(value(line)).append('\n');
            } else if (line.startsWith("id:")) {
                id = value(line);
            }
        }
    }

    private void deliver(Event event, Consumer<Event> listener) {
        ended = event.name().equals("end");
        listener.accept(event);
    }

    private static String value(String line) {
        var value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
