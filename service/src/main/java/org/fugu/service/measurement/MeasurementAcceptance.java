package org.fugu.service.measurement;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.library.Shelf;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.ProjectAccess;
import org.fugu.service.project.ProjectRole;
import org.fugu.service.signal.Signal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Accepts a measurement: what was accepted is in the table and so in the queue.
@Component
class MeasurementAcceptance {
    private final JdbcClient database;
    private final ProjectAccess access;
    private final Bundles bundles;
    private final Storage storage;
    private final MeasurementAttempts attempts;
    private final MeasurementSettings settings;
    private final Signal signal;
    private final AuditLog audit;

    MeasurementAcceptance(
            JdbcClient database,
            ProjectAccess access,
            Bundles bundles,
            Storage storage,
            MeasurementAttempts attempts,
            MeasurementSettings settings,
            Signal signal,
            AuditLog audit) {
        this.database = database;
        this.access = access;
        this.bundles = bundles;
        this.storage = storage;
        this.attempts = attempts;
        this.settings = settings;
        this.signal = signal;
        this.audit = audit;
    }

    /// @return its identifier; the earlier one's if the same was asked for before
    /// @throws Refusal `queue-full`, `too-many-measurements`, `library-retired`
    @Transactional
    public String accept(
            Account account,
            String project,
            NewMeasurement wanted,
            OffsetDateTime committedAt,
            Measurements.Planned planned) {
        // The bundle is not deleted meanwhile: who deletes one locks its user too.
        storage.lock(account.id());
        access.lock(account, project, ProjectRole.MEMBER);
        record Earlier(String id, MeasurementState state) {}
        var earlier = database.sql("""
                        select id, state from measurements
                        where project_id = :project and bundle_digest = :bundle and commit_id = :commit
                            and branch = :branch and wanted_version = :version
                            and libos_digest is not distinct from cast(:libos as text) for update
                        """)
                .param("project", project)
                .param("bundle", wanted.bundle())
                .param("commit", wanted.commit())
                .param("branch", wanted.branch())
                .param("version", planned.version())
                .param("libos", bundleOf(planned.libos()))
                .query((row, _) -> new Earlier(row.getString(1), MeasurementState.ofWire(row.getString(2))))
                .optional();
        if (earlier.isPresent())
            return again(account, project, earlier.get().id(), earlier.get().state());
        if (planned.libos() != null) requireTakesRuns(planned.libos(), project, wanted.bundle());
        storage.requireFreeDisk();
        requireKept(project);
        if (bundles.find(account.id(), wanted.bundle()).isEmpty()) throw Refusal.notFound("bundle");
        var id = insert(account, project, wanted, committedAt, planned);
        audit.record(Act.MEASUREMENT_SUBMITTED, account.id(), id, project);
        if (!attempts.repeat(id)) enqueue(project);
        return id;
    }

    private static @Nullable String bundleOf(Shelf.@Nullable Found libos) {
        return libos == null ? null : libos.bundle();
    }

    /// A retired one takes only what the project has measured on it already: its figures stay reproducible.
    private void requireTakesRuns(Shelf.Found libos, String project, String bundle) {
        if (!libos.retired()) return;
        boolean isKnown = database.sql("""
                        select count(*) > 0 from measurements
                        where project_id = :project and bundle_digest = :bundle and libos_digest = :libos
                        """)
                .param("project", project)
                .param("bundle", bundle)
                .param("libos", libos.bundle())
                .query(Boolean.class)
                .single();
        if (!isKnown) libos.requireTakesRuns();
    }

    /// What came to no result is tried once more.
    private String again(Account account, String project, String id, MeasurementState state) {
        if (state != MeasurementState.CANCELED && state != MeasurementState.INFRASTRUCTURE_ERROR) return id;
        database.sql("""
                        update measurements set state = 'queued', failure = null, failures = 0, furthest_cycle = 0,
                            cancel_requested = false, finished_at = null
                        where id = :id
                        """).param("id", id).update();
        audit.record(Act.MEASUREMENT_SUBMITTED, account.id(), id, project);
        enqueue(project);
        return id;
    }

    private void enqueue(String project) {
        int waiting =
                count("select count(*) from measurements where project_id = :project and state = 'queued'", project);
        if (waiting > settings.maxQueued()) {
            throw Refusal.retryLater(
                    429,
                    "queue-full",
                    settings.maxQueued() + " measurements of the project wait already; let some finish or cancel them",
                    Duration.ofSeconds(30));
        }
        signal.work();
    }

    private void requireKept(String project) {
        int kept = count("select count(*) from measurements where project_id = :project", project);
        if (kept < settings.kept()) return;
        throw Refusal.of(
                409,
                "too-many-measurements",
                "the project keeps " + kept + " measurements, and may keep " + settings.kept()
                        + "; its owner can delete old ones");
    }

    private int count(String sql, String project) {
        return database.sql(sql).param("project", project).query(Integer.class).single();
    }

    private String insert(
            Account account,
            String project,
            NewMeasurement wanted,
            OffsetDateTime committedAt,
            Measurements.Planned planned) {
        var id = Identifiers.fresh("mea_");
        var libos = planned.libos();
        database.sql("""
                        insert into measurements (id, project_id, user_id, bundle_digest, bundle_name, commit_id, branch,
                            committed_at, subject, pull_request, state, wanted_version, benchmarks,
                            libos_name, libos_version, libos_digest)
                        values (:id, :project, :user, :bundle, :name, :commit, :branch,
                            :time, :subject, :pullRequest, 'queued', :version, :benchmarks,
                            :libosName, :libosVersion, :libos)
                        """)
                .param("id", id)
                .param("project", project)
                .param("user", account.id())
                .param("bundle", wanted.bundle())
                .param("name", planned.bundleName())
                .param("commit", wanted.commit())
                .param("branch", wanted.branch())
                .param("time", committedAt)
                .param("subject", wanted.subject() == null ? "" : wanted.subject())
                .param("pullRequest", wanted.pullRequest())
                .param("version", planned.version())
                .param("benchmarks", planned.benchmarks())
                .param("libosName", libos == null ? null : libos.name().name())
                .param("libosVersion", libos == null ? null : libos.name().version())
                .param("libos", bundleOf(libos))
                .update();
        return id;
    }
}
