package org.fugu.service.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads server-sent events.
final class ServerEvents implements AutoCloseable {
    record Event(long id, String name, JsonNode data) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final BufferedReader lines;

    ServerEvents(InputStream stream) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /// Reads until the server closes the stream.
    List<Event> all() throws IOException {
        return take(Integer.MAX_VALUE);
    }

    List<Event> take(int count) throws IOException {
        var events = new ArrayList<Event>();
        long id = 0;
        var name = "";
        while (events.size() < count) {
            var line = lines.readLine();
            if (line == null) return events;
            if (line.startsWith("id: ")) id = Long.parseLong(line.substring(4));
            if (line.startsWith("event: ")) name = line.substring(7);
            if (line.startsWith("data: ")) events.add(new Event(id, name, JSON.readTree(line.substring(6))));
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
