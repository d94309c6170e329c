package org.fugu.service.verification;

import java.time.Duration;
import java.util.Optional;
import org.fugu.machine.Machine;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.problem.Refusal;
import org.fugu.service.signal.Signal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes in what is to be verified.
@Component
public class Verifications {
    /// Of one user.
    private static final int MOST_WAITING = 20;

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final JdbcClient database;
    private final Storage storage;
    private final AuditLog audit;
    private final Signal signal;

    Verifications(JdbcClient database, Storage storage, AuditLog audit, Signal signal) {
        this.database = database;
        this.storage = storage;
        this.audit = audit;
        this.signal = signal;
    }

    /// What runs of the present model have at the end of their machine's version.
    static String model() {
        return "-" + Machine.MODEL_VERSION;
    }

    /// A run that its owner wants to be verified. One that is being verified already is not verified twice at once.
    ///
    /// @return the verification's identifier
    /// @throws Refusal when there is no such run of that user, or it cannot be verified
    @Transactional
    public String ask(String userId, String run) {
        storage.lock(userId);
        require(userId, run);
        var underWay = database.sql("""
                        update verifications set audit = false, user_id = coalesce(user_id, :user)
                        where run_id = :run and state in ('queued', 'running') returning id
                        """)
                .param("run", run)
                .param("user", userId)
                .query(String.class)
                .optional();
        if (underWay.isPresent()) return underWay.get();
        requireRoom(userId);
        var id = insert(run, userId);
        audit.record(Act.RUN_VERIFIED, userId, run, id);
        return id;
    }

    /// @throws Refusal when there is no such run of that user
    void requireRun(String userId, String run) {
        var found = database.sql("select 1 from runs where id = :run and user_id = :user")
                .param("run", run)
                .param("user", userId)
                .query(Integer.class)
                .optional();
        if (found.isEmpty()) throw Refusal.notFound("run");
    }

    private void require(String userId, String run) {
        record Known(
                @Nullable String outcome,
                @Nullable String coRun,
                @Nullable String version,
                boolean hasRequest) {}
        var known = database.sql("""
                        select r.outcome, r.co_run_id, s.machine_version,
                            exists (select 1 from run_requests q where q.run_id = r.id) as has_request
                        from runs r left join run_results s on s.run_id = r.id
                        where r.id = :run and r.user_id = :user for key share of r
                        """)
                .param("run", run)
                .param("user", userId)
                .query((row, _) -> new Known(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)))
                .optional()
                .orElseThrow(() -> Refusal.notFound("run"));
        if (known.coRun() != null) {
            throw Refusal.of(
                    409,
                    "part-of-a-co-run",
                    "the run is a job of co-run " + known.coRun() + ", which is no run of yours alone");
        }
        if (known.outcome() == null || known.version() == null) {
            throw Refusal.of(409, "no-result", "the run has no result to compare with");
        }
        if (!known.version().endsWith(model())) {
            throw Refusal.of(
                    409,
                    "model-version",
                    "the run is of machine version " + known.version() + ", and this service simulates model "
                            + Machine.MODEL_VERSION + ": their figures are not comparable");
        }
        if (!known.hasRequest()) {
            throw Refusal.of(409, "request-not-kept", "this run is older than the keeping of requests");
        }
    }

    private void requireRoom(String userId) {
        var waiting = database.sql("""
                        select count(*) from verifications v join runs r on r.id = v.run_id
                        where v.state = 'queued' and not v.audit and r.user_id = :user
                        """).param("user", userId).query(Long.class).single();
        if (waiting < MOST_WAITING) return;
        throw Refusal.retryLater(
                429, "queue-full", waiting + " of your runs wait to be verified already; let some finish", PAUSE);
    }

    /// Chooses a run for the audit: the first after a number that can be verified, and takes no more than there is
    /// left.
    ///
    /// @param nodeCycles that it may have taken, cycles times nodes of its mesh
    /// @return what it took; none if there is no such run
    @Transactional
    public Optional<Double> audit(long after, double nodeCycles) {
        record Chosen(String run, double cost) {}
        var chosen = database.sql("""
                        select r.id, cast(s.cycles as double precision) * r.mesh_columns * r.mesh_rows as cost
                        from runs r join run_results s on s.run_id = r.id
                        where r.number >= :after and r.outcome is not null and r.from_id is null and r.co_run_id is null
                            and not exists (select 1 from run_imports i where i.run_id = r.id)
                            and right(s.machine_version, length(:model)) = :model
                            and cast(s.cycles as double precision) * r.mesh_columns * r.mesh_rows <= :most
                            and exists (select 1 from run_requests q where q.run_id = r.id)
                            and not exists (select 1 from verifications v
                                where v.run_id = r.id and (v.finished_at is null
                                    or v.audit and v.finished_at > now() - interval '12 hours'))
                        order by r.number limit 1 for key share of r skip locked
                        """)
                .param("after", after)
                .param("model", model())
                .param("most", nodeCycles)
                .query((row, _) -> new Chosen(row.getString(1), row.getDouble(2)))
                .optional();
        chosen.ifPresent(found -> insert(found.run(), null));
        return chosen.map(Chosen::cost);
    }

    /// @param userId who wants it; null for the audit
    private String insert(String run, @Nullable String userId) {
        var id = Identifiers.fresh("ver_");
        database.sql("""
                        insert into verifications (id, run_id, user_id, audit, state)
                        values (:id, :run, :user, :audit, 'queued')
                        """)
                .param("id", id)
                .param("run", run)
                .param("user", userId)
                .param("audit", userId == null)
                .update();
        signal.work();
        return id;
    }
}
