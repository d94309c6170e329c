package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Tells of runs of projects that have ended, and of sets when their last run has: each once, in the transaction that
/// ends it. What somebody canceled is not told; they know.
@Component
class ProjectRunEnds {
    private static final String RUN = """
            select r.*, u.name as user_name, s.cycles as result_cycles, s.digest, s.result_digest, m.run_set_id,
                r.from_id is not null as repeated
            from runs r join users u on u.id = r.user_id left join run_results s on s.run_id = r.id
                left join run_set_members m on m.run_id = r.id
            where r.id = :id
            """;

    private static final String MEMBERS = """
            select r.id, r.state, r.outcome, s.digest from run_set_members m join runs r on r.id = m.run_id
                left join run_results s on s.run_id = r.id
            where m.run_set_id = :set order by m.place
            """;

    private final JdbcClient database;
    private final ApplicationEventPublisher publisher;

    ProjectRunEnds(JdbcClient database, ApplicationEventPublisher publisher) {
        this.database = database;
        this.publisher = publisher;
    }

    /// @param run that has ended just now, of a project
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(String project, String run) {
        record Found(ProjectRunEnded.EndedRun run, boolean isRepeated) {}
        var found = database.sql(RUN)
                .param("id", run)
                .query((row, _) -> new Found(ended(row), row.getBoolean("repeated")))
                .single();
        var ended = found.run();
        if (!ended.state().equals(RunState.CANCELED.wireName())) {
            publisher.publishEvent(new ProjectRunEnded(project, ended));
        }
        // Answers from cache end while their set is taken in.
        if (ended.runSet() != null && !found.isRepeated()) tellSet(project, ended.runSet());
    }

    /// Tells of a set if all of its runs have ended. Of two that end at the same time the second sees both.
    @Transactional(propagation = Propagation.MANDATORY)
    public void tellSet(String project, String set) {
        Optional<String> user =
                database.sql("""
                        select u.name from run_sets s join users u on u.id = s.user_id where s.id = :set
                        for no key update of s
                        """).param("set", set).query(String.class).optional();
        if (user.isEmpty()) return;
        var members = database.sql(MEMBERS)
                .param("set", set)
                .query((row, _) -> new ProjectRunEnded.Member(
                        row.getString("id"), row.getString("state"), row.getString("outcome"), row.getString("digest")))
                .list();
        if (!haveEnded(members)) return;
        publisher.publishEvent(new ProjectRunEnded.OfSet(
                project,
                new ProjectRunEnded.EndedSet(
                        set, user.get(), RunSetState.ENDED.wireName(), members, "/run-sets/" + set)));
    }

    /// All have, and not all because somebody canceled them.
    private static boolean haveEnded(List<ProjectRunEnded.Member> members) {
        return members.stream()
                        .allMatch(member -> RunState.ofWire(member.state()).hasEnded())
                && members.stream().anyMatch(member -> !member.state().equals(RunState.CANCELED.wireName()));
    }

    private static ProjectRunEnded.EndedRun ended(ResultSet row) throws SQLException {
        var id = row.getString("id");
        return new ProjectRunEnded.EndedRun(
                id,
                row.getString("user_name"),
                row.getString("state"),
                row.getString("outcome"),
                row.getObject("exit_code", Integer.class),
                row.getString("message"),
                row.getObject("result_cycles", Long.class),
                row.getString("digest"),
                row.getString("result_digest"),
                row.getString("run_set_id"),
                row.getObject("finished_at", OffsetDateTime.class).toInstant(),
                "/runs/" + id);
    }
}
