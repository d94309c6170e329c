package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.run.ReportJson;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.TrapReport;
import org.fugu.experiment.runfile.RunFileClues;
import org.fugu.experiment.runfile.RunFileResult;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The recorded results: one a run, never changed.
@Component
class RunResults {
    private final JdbcClient database;
    private final JsonMapper json;

    RunResults(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    void insert(Claim claim, RunReport report, HostTimes times) {
        database.sql("""
                        insert into run_results (run_id, attempt, outcome, exit_code, message, trap, machine_version,
                            digest, result_digest, epochs, cycles, instructions, messages_sent, messages_received,
                            clock_megahertz, counters, latencies, host_millis, first_instruction_millis, refusals, refusal_counts,
                            capability_events, capability_counts)
                        values (:run, :attempt, :outcome, :exitCode, :message, cast(:trap as jsonb), :machineVersion,
                            :digest, :resultDigest, cast(:epochs as jsonb), :cycles, :instructions, :sent, :received,
                            :clock, cast(:counters as jsonb), cast(:latencies as jsonb), :hostMillis,
                            (select cast(extract(epoch from started_at - created_at) * 1000 as bigint) + cast(:beganAfter as bigint)
                             from runs where id = :run and attempts = 1),
                            cast(:refusals as jsonb), cast(:refusalCounts as jsonb),
                            cast(:capabilityEvents as jsonb), cast(:capabilityCounts as jsonb))
                        """)
                .param("run", claim.id())
                .param("attempt", claim.attempt())
                .param("outcome", report.outcome().wireName())
                .param("exitCode", report.exitCode())
                .param("message", report.message())
                .param("trap", trap(report.trap()))
                .param("machineVersion", report.machineVersion())
                .param("digest", report.digest())
                .param("resultDigest", report.resultDigest())
                .param("epochs", json.writeValueAsString(report.epochs()))
                .param("cycles", report.cycles())
                .param("instructions", report.instructions())
                .param("sent", report.messagesSent())
                .param("received", report.messagesReceived())
                .param("clock", report.clockMegahertz())
                .param("counters", json.writeValueAsString(report.counters()))
                .param("latencies", json.writeValueAsString(ReportJson.latencies(report.latencies())))
                .param("hostMillis", times.nanos() / 1_000_000)
                .param("beganAfter", millis(times.beganAfter()))
                .params(texts(RunFileClues.of(report)))
                .update();
        report.metrics()
                .forEach((name, value) ->
                        insertMetric(claim, name, value, report.metricUnits().get(name)));
    }

    private static @Nullable Long millis(@Nullable Duration time) {
        return time == null ? null : time.toMillis();
    }

    /// What a file claims of a run.
    ///
    /// @param clues null where it claims nothing of refusals and capabilities
    void insert(String run, RunFileResult result, @Nullable RunFileClues clues) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("run", run);
        values.put("outcome", result.outcome());
        values.put("exitCode", result.exitCode());
        values.put("message", result.message());
        values.put("trap", result.trap() == null ? null : json.writeValueAsString(result.trap()));
        values.put("machineVersion", result.machineVersion());
        values.put("digest", result.digest());
        values.put("resultDigest", result.resultDigest());
        values.put("cycles", result.cycles());
        values.put("instructions", result.instructions());
        values.put("sent", result.messagesSent());
        values.put("received", result.messagesReceived());
        values.put("clock", result.clockMegahertz());
        values.put("counters", json.writeValueAsString(result.counters()));
        values.put("latencies", json.writeValueAsString(result.latencies()));
        values.putAll(texts(clues));
        database.sql("""
                        insert into run_results (run_id, attempt, outcome, exit_code, message, trap, machine_version,
                            digest, result_digest, epochs, cycles, instructions, messages_sent, messages_received,
                            clock_megahertz, counters, latencies, host_millis, refusals, refusal_counts,
                            capability_events, capability_counts)
                        values (:run, 0, :outcome, cast(:exitCode as integer), :message, cast(:trap as jsonb),
                            :machineVersion, :digest, :resultDigest, '[]', :cycles, :instructions, :sent, :received,
                            :clock, cast(:counters as jsonb), cast(:latencies as jsonb), 0,
                            cast(:refusals as jsonb), cast(:refusalCounts as jsonb),
                            cast(:capabilityEvents as jsonb), cast(:capabilityCounts as jsonb))
                        """).params(values).update();
        var claim = new Claim(run, 0);
        result.metrics()
                .forEach((name, value) ->
                        insertMetric(claim, name, value, result.metricUnits().get(name)));
    }

    private Map<String, @Nullable Object> texts(@Nullable RunFileClues clues) {
        Map<String, @Nullable Object> texts = new HashMap<>();
        texts.put("refusals", clues == null ? null : json.writeValueAsString(clues.refusals()));
        texts.put("refusalCounts", clues == null ? null : json.writeValueAsString(clues.refusalCounts()));
        texts.put("capabilityEvents", clues == null ? null : json.writeValueAsString(clues.capabilityEvents()));
        texts.put("capabilityCounts", clues == null ? null : json.writeValueAsString(clues.capabilityCounts()));
        return texts;
    }

    /// A run that came in a file was carried out here, and all was as the file claims. What the file does not tell is
    /// told now.
    void verified(String run, RunReport found) {
        Map<String, @Nullable Object> values = new HashMap<>(texts(RunFileClues.of(found)));
        values.put("run", run);
        values.put("message", found.message());
        values.put("trap", trap(found.trap()));
        values.put("epochs", json.writeValueAsString(found.epochs()));
        database.sql("""
                        update run_results set message = :message, trap = cast(:trap as jsonb),
                            epochs = cast(:epochs as jsonb), refusals = cast(:refusals as jsonb),
                            refusal_counts = cast(:refusalCounts as jsonb),
                            capability_events = cast(:capabilityEvents as jsonb),
                            capability_counts = cast(:capabilityCounts as jsonb)
                        where run_id = :run
                        """).params(values).update();
    }

    /// What a run was refused and did with capabilities, as it goes into a file; none where that is not known.
    Optional<RunFileClues> clues(String run) {
        return database.sql("""
                        select refusals, refusal_counts, capability_events, capability_counts from run_results
                        where run_id = :run and refusal_counts is not null and capability_counts is not null
                        """).param("run", run).query(this::cluesOf).optional();
    }

    private RunFileClues cluesOf(ResultSet row, int index) throws SQLException {
        return new RunFileClues(
                RunFileClues.VERSION,
                listedRefusals(row),
                counts(row, "refusal_counts"),
                listedEvents(row),
                counts(row, "capability_counts"));
    }

    private List<RunFileClues.RunRefusal> listedRefusals(ResultSet row) throws SQLException {
        return json.readValue(row.getString("refusals"), new TypeReference<List<RunFileClues.RunRefusal>>() {});
    }

    private List<RunFileClues.CapabilityEvent> listedEvents(ResultSet row) throws SQLException {
        return json.readValue(
                row.getString("capability_events"), new TypeReference<List<RunFileClues.CapabilityEvent>>() {});
    }

    private SortedMap<String, Long> counts(ResultSet row, String column) throws SQLException {
        return json.readValue(row.getString(column), new TypeReference<TreeMap<String, Long>>() {});
    }

    /// The hashes of a run's epochs; empty where they are not known, too.
    List<String> epochs(String run) {
        return database.sql("select epochs from run_results where run_id = :run")
                .param("run", run)
                .query((row, _) -> json.readValue(row.getString(1), new TypeReference<List<String>>() {}))
                .single();
    }

    /// All of a result that there is, as it goes into a file.
    RunFileResult whole(String run) {
        var metrics = new TreeMap<String, Long>();
        var units = new TreeMap<String, String>();
        database.sql("select name, value, unit from run_metrics where run_id = :run")
                .param("run", run)
                .query(row -> {
                    metrics.put(row.getString(1), row.getLong(2));
                    if (row.getString(3) != null) units.put(row.getString(1), row.getString(3));
                });
        return database.sql("select * from run_results where run_id = :run")
                .param("run", run)
                .query((row, _) -> whole(row, metrics, units))
                .single();
    }

    private RunFileResult whole(ResultSet row, SortedMap<String, Long> metrics, SortedMap<String, String> units)
            throws SQLException {
        var trap = row.getString("trap");
        var latencies = row.getString("latencies");
        return new RunFileResult(
                RunFileResult.VERSION,
                row.getString("outcome"),
                row.getObject("exit_code", Integer.class),
                row.getString("message"),
                trap == null ? null : json.readValue(trap, RunFileResult.Trap.class),
                row.getString("machine_version"),
                row.getString("digest"),
                row.getString("result_digest"),
                row.getLong("cycles"),
                row.getLong("instructions"),
                row.getLong("messages_sent"),
                row.getLong("messages_received"),
                row.getDouble("clock_megahertz"),
                metrics,
                units,
                json.readValue(row.getString("counters"), new TypeReference<List<SortedMap<String, Long>>>() {}),
                latencies == null
                        ? new TreeMap<>()
                        : json.readValue(latencies, new TypeReference<TreeMap<String, RunFileResult.Latency>>() {}));
    }

    /// What a run was refused; none of one that has no result, or one from before refusals were kept.
    Optional<RunRefusals> refusals(String id) {
        return database.sql("""
                        select refusals, refusal_counts from run_results
                        where run_id = :run and refusal_counts is not null
                        """)
                .param("run", id)
                .query((row, _) -> RunRefusals.of(listedRefusals(row), counts(row, "refusal_counts")))
                .optional();
    }

    /// What a run did with capabilities; none of one that has no result, or one from before that was kept.
    Optional<RunCapabilities> capabilities(String id) {
        return database.sql("""
                        select capability_events, capability_counts from run_results
                        where run_id = :run and capability_counts is not null
                        """)
                .param("run", id)
                .query((row, _) -> RunCapabilities.of(listedEvents(row), counts(row, "capability_counts")))
                .optional();
    }

    private void insertMetric(Claim claim, String name, long value, @Nullable String unit) {
        database.sql("insert into run_metrics (run_id, name, value, unit) values (:run, :name, :value, :unit)")
                .param("run", claim.id())
                .param("name", name)
                .param("value", value)
                .param("unit", unit)
                .update();
    }

    private @Nullable String trap(@Nullable TrapReport trap) {
        if (trap == null) return null;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("node", trap.node());
        body.put("pc", trap.pc());
        body.put("cause", trap.cause());
        body.put("value", trap.value());
        body.put("message", trap.message());
        return json.writeValueAsString(body);
    }
}
