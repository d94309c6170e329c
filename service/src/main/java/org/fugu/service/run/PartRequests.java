package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a member of a co-run sees of the request: all of the machine and of their own job, and of the
/// others' where and how long they are. The digest of the whole text lets members tell that it is the
/// same one for all.
@Component
class PartRequests {
    private static final List<String> OF_OTHERS = List.of("program", "rectangle", "nodes", "startCycle");
    private static final String LIMITS = "limits";
    private static final String CYCLES = "cycles";

    private final JdbcClient database;
    private final JsonMapper json;

    PartRequests(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /// @return none of a run that is no part of a co-run, or of one that has not been started
    Optional<byte[]> find(String run) {
        record Stored(String request, int job) {}
        return database.sql("""
                        select c.request, m.job from co_run_members m join co_runs c on c.id = m.co_run_id
                        where m.run_id = :run and c.request is not null and m.job is not null
                        """)
                .param("run", run)
                .query((row, _) -> new Stored(row.getString(1), row.getInt(2)))
                .optional()
                .map(stored -> part(stored.request(), stored.job()));
    }

    private byte[] part(String request, int mine) {
        var part = json.createObjectNode();
        part.put("form", "fugu-co-run-part").put("version", 1);
        part.put("job", mine).put("requestDigest", digest(request));
        var whole = (ObjectNode) json.readTree(request);
        whole.remove(List.of("form", "version"));
        part.setAll(whole);
        var jobs = part.putArray("jobs");
        int place = 0;
        for (var job : whole.path("jobs")) jobs.add(place++ == mine ? job : seenByOthers((ObjectNode) job));
        return json.writeValueAsBytes(part);
    }

    private ObjectNode seenByOthers(ObjectNode job) {
        var seen = json.createObjectNode();
        for (var field : OF_OTHERS) seen.set(field, job.path(field));
        seen.putObject(LIMITS).set(CYCLES, job.path(LIMITS).path(CYCLES));
        return seen;
    }

    private static String digest(String request) {
        try {
            var bytes = request.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
