package org.fugu.service.threshold;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Wildcard;
import org.fugu.experiment.benchmark.StandingThresholds;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The thresholds that projects have themselves.
@Component
public class ProjectThresholds {
    /// Of one project.
    static final int MOST = 100;

    private final JdbcClient database;
    private final ProjectAccess access;
    private final AuditLog audit;

    ProjectThresholds(JdbcClient database, ProjectAccess access, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.audit = audit;
    }

    /// Those of a project, as a comparison takes them.
    public StandingThresholds of(String project) {
        return new StandingThresholds(
                list(project).stream().map(ProjectThresholds::entry).toList());
    }

    private static StandingThresholds.Entry entry(ProjectThreshold threshold) {
        return new StandingThresholds.Entry(
                new Wildcard(threshold.benchmark()),
                new MeasurePattern(threshold.measure()),
                new Threshold(allowance(threshold.increase()), allowance(threshold.decrease())));
    }

    private static Threshold.@Nullable Allowance allowance(@Nullable String text) {
        return text == null ? null : Threshold.Allowance.parse(text);
    }

    /// The newest first.
    List<ProjectThreshold> list(String project) {
        return database.sql("select * from project_thresholds where project_id = :project order by number desc")
                .param("project", project)
                .query(ProjectThresholds::row)
                .list();
    }

    /// @throws Refusal `threshold-impossible`, `threshold-there`, `too-many-thresholds`
    @Transactional
    public ProjectThreshold add(Account owner, String project, NewThreshold wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        var entry = checked(wanted);
        requireRoom(project);
        try {
            var added = database.sql("""
                            insert into project_thresholds (id, project_id, benchmark, measure, increase, decrease)
                            values (:id, :project, :benchmark, :measure, :increase, :decrease) returning *
                            """)
                    .param("id", Identifiers.fresh("thr_"))
                    .param("project", project)
                    .param("benchmark", wanted.benchmark())
                    .param("measure", wanted.measure())
                    .param("increase", ProjectThreshold.text(entry.threshold().increase()))
                    .param("decrease", ProjectThreshold.text(entry.threshold().decrease()))
                    .query(ProjectThresholds::row)
                    .single();
            audit.record(
                    Act.THRESHOLD_ADDED,
                    owner.id(),
                    project,
                    wanted.benchmark() + "/" + wanted.measure() + ": " + entry.threshold());
            return added;
        } catch (DuplicateKeyException e) {
            throw Refusal.of(
                    409,
                    "threshold-there",
                    "the project has a threshold for " + wanted.benchmark() + "/" + wanted.measure()
                            + " already; delete it first");
        }
    }

    /// Each part by itself, so that the refusal says which is wrong.
    private static StandingThresholds.Entry checked(NewThreshold wanted) {
        var increase = allowance("/increase", wanted.increase());
        var decrease = allowance("/decrease", wanted.decrease());
        if (increase == null && decrease == null) {
            throw impossible("/increase", "a threshold needs an increase or a decrease");
        }
        var measure = part("/measure", () -> new MeasurePattern(wanted.measure()));
        return part(
                "/benchmark",
                () -> new StandingThresholds.Entry(
                        new Wildcard(wanted.benchmark()), measure, new Threshold(increase, decrease)));
    }

    private static Threshold.@Nullable Allowance allowance(String pointer, @Nullable String text) {
        return text == null ? null : part(pointer, () -> Threshold.Allowance.parse(text));
    }

    private static <T> T part(String pointer, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw impossible(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static Refusal impossible(String pointer, String why) {
        return Refusal.ofField(422, "threshold-impossible", pointer, why);
    }

    private void requireRoom(String project) {
        var count = database.sql("select count(*) from project_thresholds where project_id = :project")
                .param("project", project)
                .query(Integer.class)
                .single();
        if (count < MOST) return;
        throw Refusal.of(409, "too-many-thresholds", "the project has " + count + " thresholds, and may have " + MOST);
    }

    @Transactional
    public void delete(Account owner, String project, String id) {
        access.lock(owner, project, ProjectRole.OWNER);
        var deleted = database.sql("""
                        delete from project_thresholds where project_id = :project and id = :id returning *
                        """)
                .param("project", project)
                .param("id", id)
                .query(ProjectThresholds::row)
                .optional()
                .orElseThrow(() -> Refusal.notFound("threshold"));
        audit.record(Act.THRESHOLD_DELETED, owner.id(), project, deleted.benchmark() + "/" + deleted.measure());
    }

    private static ProjectThreshold row(ResultSet row, int index) throws SQLException {
        return new ProjectThreshold(
                row.getString("id"),
                row.getString("benchmark"),
                row.getString("measure"),
                row.getString("increase"),
                row.getString("decrease"),
                ThresholdSource.PROJECT.name().toLowerCase(Locale.ROOT));
    }
}
