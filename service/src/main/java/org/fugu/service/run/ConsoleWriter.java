package org.fugu.service.run;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/// Writes a run's console as it is read. Bytes that are not UTF-8 become U+FFFD.
@Component
class ConsoleWriter {
    private final RunEvents events;
    private final JsonMapper json;

    ConsoleWriter(RunEvents events, JsonMapper json) {
        this.events = events;
        this.json = json;
    }

    /// Writes a [RunConsole].
    void writeJson(String runId, OutputStream out) throws IOException {
        try {
            writeNodes(new StoredConsole(events, runId), json.createGenerator(out));
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /// Closes the generator when all is written and not before: it would complete half a console to
    /// what looks like a whole one.
    private static void writeNodes(StoredConsole console, JsonGenerator writer) {
        writer.writeStartObject();
        writer.writeName("nodes");
        writer.writeStartObject();
        for (var node = console.nextNode(); node != null; node = console.nextNode()) {
            writer.writeName(node.toString());
            writer.writeString(text(console, node), -1);
        }
        writer.writeEndObject();
        writer.writeEndObject();
        writer.close();
    }

    /// Writes what the nodes wrote, one after the other.
    void writeText(String runId, OutputStream out) throws IOException {
        var console = new StoredConsole(events, runId);
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        for (var node = console.nextNode(); node != null; node = console.nextNode()) {
            text(console, node).transferTo(writer);
        }
        writer.flush();
    }

    private static Reader text(StoredConsole console, int node) {
        return new InputStreamReader(console.of(node), StandardCharsets.UTF_8);
    }
}
