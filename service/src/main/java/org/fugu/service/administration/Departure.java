package org.fugu.service.administration;

import java.util.ArrayList;
import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.account.Users;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.corun.CoRunWithdrawal;
import org.fugu.service.measurement.MeasurementWithdrawal;
import org.fugu.service.partition.PartitionWithdrawal;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.RunCancellation;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What becomes of a user's things when the user is disabled, and when they are deleted.
///
/// Disabled, nothing of theirs goes on, and nothing is lost. Deleted, all that is theirs alone goes; what others rely
/// on stays, without a name.
@Component
public class Departure {
    private static final int NAMED_AT_MOST = 5;

    /// Versions of the user's that others see, or keep runs on.
    private static final String RELIED_ON = """
            (visibility <> 'private' or exists (
                select 1 from runs r where r.libos_digest = bundle_digest and r.user_id <> :user))
            """;

    private final JdbcClient database;
    private final Users users;
    private final RunCancellation runs;
    private final CoRunWithdrawal coRuns;
    private final MeasurementWithdrawal measurements;
    private final PartitionWithdrawal partitions;
    private final AuditLog audit;

    Departure(
            JdbcClient database,
            Users users,
            RunCancellation runs,
            CoRunWithdrawal coRuns,
            MeasurementWithdrawal measurements,
            PartitionWithdrawal partitions,
            AuditLog audit) {
        this.database = database;
        this.users = users;
        this.runs = runs;
        this.coRuns = coRuns;
        this.measurements = measurements;
        this.partitions = partitions;
        this.audit = audit;
    }

    /// Cancels what a disabled user has under way, and gives the leases back. What is being carried out ends a moment
    /// later. Again is no harm.
    public void stop(String userId) {
        coRuns.withdrawAllOf(userId);
        runs.cancelAllOf(userId);
        measurements.cancelAllOf(userId);
        partitions.releaseAllOf(userId);
    }

    /// Deletes a disabled user.
    ///
    /// @param cascade whether with what they have
    /// @throws Refusal 404, `user-enabled`, `user-busy`, `user-has-things`
    @Transactional
    public void delete(Account administrator, String userId, boolean cascade) {
        var user = database.sql("""
                        select name, disabled_at is not null as disabled from users
                        where id = :user and deleted_at is null for update
                        """)
                .param("user", userId)
                .query((row, _) -> new Leaving(row.getString("name"), row.getBoolean("disabled")))
                .optional()
                .orElseThrow(() -> Refusal.notFound("user"));
        if (!user.disabled()) throw Refusal.of(409, "user-enabled", "the user is enabled; disable them first");
        requireStill(userId);
        if (!cascade) requireNothing(userId);
        remove(userId);
        users.bury(userId);
        audit.record(Act.USER_DELETED, administrator.id(), userId, user.name() + (cascade ? " with all" : ""));
    }

    private record Leaving(String name, boolean disabled) {}

    private void requireStill(String userId) {
        var busy = database.sql("""
                        select (select count(*) from runs
                                where user_id = :user and state in ('queued', 'allocated', 'running'))
                             + (select count(*) from measurements where user_id = :user and state in ('queued', 'running'))
                             + (select count(*) from comparisons where user_id = :user and state in ('queued', 'running'))
                             + (select count(*) from co_runs
                                where user_id = :user and state in ('open', 'queued', 'running'))
                        """).param("user", userId).query(Integer.class).single();
        if (busy > 0) {
            throw Refusal.of(
                    409, "user-busy", busy + " of the user's runs and measurements are being stopped; ask again soon");
        }
    }

    private void requireNothing(String userId) {
        var has = new ArrayList<String>();
        count(has, "runs", "select count(*) from runs where user_id = :user", userId);
        count(has, "bundles", "select count(*) from bundle_uploads where user_id = :user", userId);
        name(has, "the project", "select name from projects where user_id = :user order by number", userId);
        name(
                has,
                "the library OS",
                "select name || '@' || version from library_versions where user_id = :user order by number",
                userId);
        if (has.isEmpty()) return;
        throw Refusal.of(
                409,
                "user-has-things",
                "the user has " + String.join(", ", has)
                        + "; with ?cascade=true these go too, but for library OSes that others see or have runs on");
    }

    private void count(List<String> has, String what, String sql, String userId) {
        var count = database.sql(sql).param("user", userId).query(Integer.class).single();
        if (count > 0) has.add(count + " " + what);
    }

    private void name(List<String> has, String what, String sql, String userId) {
        var names = database.sql(sql).param("user", userId).query(String.class).list();
        names.stream().limit(NAMED_AT_MOST).forEach(name -> has.add(what + " " + name));
        if (names.size() > NAMED_AT_MOST) has.add((names.size() - NAMED_AT_MOST) + " more of these");
    }

    private void remove(String userId) {
        List.of(
                        // What belongs to a project goes with it, and what belongs to a run with that.
                        "delete from projects where user_id = :user",
                        "delete from run_sets where user_id = :user",
                        "delete from runs where user_id = :user",
                        "delete from idempotency_keys where user_id = :user",
                        // Where others have named the user.
                        "delete from project_members where user_id = :user",
                        "delete from partition_users where user_id = :user",
                        "delete from library_users where user_id = :user",
                        // Published ones.
                        "delete from library_users where library_number in (select number from library_versions"
                                + " where user_id = :user and not " + RELIED_ON + ")",
                        "delete from library_versions where user_id = :user and not " + RELIED_ON,
                        "update library_versions set retired_at = coalesce(retired_at, now()), revision = revision + 1"
                                + " where user_id = :user",
                        "delete from library_names n where user_id = :user"
                                + " and not exists (select 1 from library_versions v where v.name = n.name)",
                        // A bundle stays with who else uploaded it, and for what needs it.
                        "delete from bundle_uploads where user_id = :user and bundle_digest not in"
                                + " (select bundle_digest from library_versions where user_id = :user)",
                        """
                        delete from bundles b where not exists (
                                select 1 from bundle_uploads where bundle_digest = b.digest)
                            and not exists (select 1 from runs where bundle_digest = b.digest)
                            and not exists (select 1 from runs where libos_digest = b.digest)
                            and not exists (select 1 from measurements where bundle_digest = b.digest)
                            and not exists (select 1 from library_versions where bundle_digest = b.digest)
                        """)
                .forEach(sql -> {
                    var statement = database.sql(sql);
                    if (sql.contains(":user")) statement = statement.param("user", userId);
                    statement.update();
                });
    }
}
