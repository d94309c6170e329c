package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.experiment.reproduce.PublishedFigure;
import org.fugu.experiment.runset.Cause;
import org.fugu.experiment.runset.Coordinates;
import org.fugu.experiment.runset.KernelWork;
import org.fugu.experiment.runset.MemberResult;
import org.fugu.experiment.runset.RunSetCsv;
import org.fugu.experiment.runset.RunSetReport;
import org.fugu.experiment.runset.SetMember;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads run-sets as they are shown. One whose runs are all deleted is not there.
@Component
class RunSetRows {
    private static final String SELECT = """
            select s.number, s.id, s.axes, s.created_at, count(*) as size, count(r.finished_at) as ended,
                   sum(r.last_event) as last_events, min(b.digest) as bundle_digest, min(b.name) as bundle_name,
                   min(b.version) as bundle_version
            from run_sets s join run_set_members m on m.run_set_id = s.id
                join runs r on r.id = m.run_id join bundles b on b.digest = r.bundle_digest
            where s.user_id = :user and %s
            group by s.number, s.id, s.axes, s.created_at
            """;
    private static final String ONE = SELECT.formatted("s.id = :id");
    private static final String MANY = SELECT.formatted("s.number < :before");

    private static final String MEMBERS = """
            select m.coordinates, m.counters, m.kernel, m.console_digest, r.id, r.state, s.outcome, s.exit_code,
                   s.cycles, s.clock_megahertz, s.instructions, s.messages_sent, s.messages_received, s.digest,
                   s.result_digest,
                   (select jsonb_object_agg(v.name, v.value) from run_metrics v where v.run_id = r.id) as metrics
            from run_set_members m join runs r on r.id = m.run_id left join run_results s on s.run_id = r.id
            where m.run_set_id = :id order by m.place
            """;

    /// @param number the order in which sets were accepted
    /// @param lastEvents grows with each event of a member
    record Row(long number, long lastEvents, RunSet set) {
        /// Changes whenever what is shown does: members are deleted and none is added.
        String etag() {
            return "\"" + set.id() + "-" + set.size() + "-" + lastEvents + "\"";
        }
    }

    private final JdbcClient database;
    private final JsonMapper json;

    RunSetRows(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    List<Row> list(String userId, Paging paging) {
        return database.sql(MANY + " order by s.number desc limit :limit")
                .param("user", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query((row, _) -> row(row, null))
                .list();
    }

    Optional<Row> find(String userId, String id) {
        return database.sql(ONE)
                .param("user", userId)
                .param("id", id)
                .query((row, _) -> row(row, new RunSetReport(members(id))))
                .optional();
    }

    /// The table of a set of that user.
    Optional<String> csv(String userId, String id) {
        return database.sql(ONE)
                .param("user", userId)
                .param("id", id)
                .query((_, _) -> RunSetCsv.of(members(id)))
                .optional();
    }

    /// The runs of a set that have not ended.
    List<String> underWay(String id) {
        return database.sql("""
                        select r.id from run_set_members m join runs r on r.id = m.run_id
                        where m.run_set_id = :id and r.finished_at is null order by m.place
                        """).param("id", id).query(String.class).list();
    }

    private Row row(ResultSet row, @Nullable RunSetReport report) throws SQLException {
        int size = row.getInt("size");
        int ended = row.getInt("ended");
        return new Row(
                row.getLong("number"),
                row.getLong("last_events"),
                new RunSet(
                        row.getString("id"),
                        ended == size ? RunSetState.ENDED : RunSetState.UNDER_WAY,
                        new Run.RunBundle(
                                row.getString("bundle_digest"),
                                row.getString("bundle_name"),
                                row.getString("bundle_version")),
                        json.readValue(row.getString("axes"), NewAxes.class),
                        size,
                        ended,
                        report == null ? null : report.sameOutput(),
                        report == null ? null : shown(report),
                        report == null
                                ? null
                                : report.alike().stream().map(RunSetRows::shown).toList(),
                        report == null
                                ? null
                                : report.costs().stream().map(RunSetRows::shown).toList(),
                        time(row)));
    }

    private static Instant time(ResultSet row) throws SQLException {
        return row.getObject("created_at", OffsetDateTime.class).toInstant();
    }

    private List<SetMember> members(String id) {
        return database.sql(MEMBERS)
                .param("id", id)
                .query((row, _) -> new SetMember(
                        json.readValue(row.getString("coordinates"), Coordinates.class),
                        row.getString("id"),
                        row.getString("state"),
                        row.getString("outcome") == null ? null : result(row)))
                .list();
    }

    private MemberResult result(ResultSet row) throws SQLException {
        var kernel = row.getString("kernel");
        return new MemberResult(
                row.getString("outcome"),
                row.getObject("exit_code", Integer.class),
                row.getLong("cycles"),
                row.getDouble("clock_megahertz"),
                row.getLong("instructions"),
                row.getLong("messages_sent"),
                row.getLong("messages_received"),
                row.getString("digest"),
                row.getString("result_digest"),
                row.getString("console_digest"),
                numbers(row.getString("metrics")),
                numbers(row.getString("counters")),
                kernel == null ? null : json.readValue(kernel, new TypeReference<TreeMap<String, KernelWork>>() {}));
    }

    private SortedMap<String, Long> numbers(@Nullable String text) {
        if (text == null) return Collections.emptySortedMap();
        return json.readValue(text, new TypeReference<TreeMap<String, Long>>() {});
    }

    private static List<RunSet.RunSetMember> shown(RunSetReport report) {
        var members = new ArrayList<RunSet.RunSetMember>();
        for (var member : report.members()) members.add(shown(report, member));
        return members;
    }

    private static RunSet.RunSetMember shown(RunSetReport report, SetMember member) {
        var result = member.result();
        var state = RunState.ofWire(member.state());
        var run = String.valueOf(member.run());
        if (result == null) {
            return new RunSet.RunSetMember(
                    run,
                    member.at(),
                    state,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        boolean watched = result.kernel() != null;
        return new RunSet.RunSetMember(
                run,
                member.at(),
                state,
                result.outcome(),
                result.exitCode(),
                result.cycles(),
                report.difference(member),
                result.clockMegahertz(),
                result.instructions(),
                result.messagesSent(),
                result.messagesReceived(),
                result.digest(),
                result.resultDigest(),
                result.consoleDigest(),
                result.metrics(),
                causes(result),
                result.counters(),
                result.kernel(),
                watched ? (Long) result.systemCalls().count() : null,
                watched ? (Long) result.crossings().count() : null,
                watched ? (Long) result.transfers().count() : null);
    }

    private static SortedMap<String, Long> causes(MemberResult result) {
        var causes = new TreeMap<String, Long>();
        for (var cause : Cause.values()) causes.put(cause.wireName(), cause.of(result));
        return causes;
    }

    private static RunSet.RunSetAlike shown(RunSetReport.Alike alike) {
        var runs = alike.members().stream()
                .map(member -> String.valueOf(member.run()))
                .toList();
        return new RunSet.RunSetAlike(alike.at(), runs, alike.same());
    }

    private static RunSet.RunSetCost shown(RunSetReport.Cost cost) {
        return new RunSet.RunSetCost(
                cost.crossing().placement().wireName(),
                cost.crossing().title(),
                cost.count(),
                cost.mean(),
                cost.crossing().figures().stream().map(RunSetRows::shown).toList());
    }

    private static RunSet.PublishedCost shown(PublishedFigure figure) {
        return new RunSet.PublishedCost(
                figure.key(), figure.value(), figure.unit(), figure.condition(), figure.source());
    }
}
