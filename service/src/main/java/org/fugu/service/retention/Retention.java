package org.fugu.service.retention;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.input.Inputs;
import org.fugu.service.run.RunRemoval;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Removes what is older than the configuration says, a batch a transaction.
///
/// Rows that somebody has locked are left for the next time, so nobody waits for this and it waits
/// for nobody.
@Configuration(proxyBeanMethods = false)
class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 500;
    private static final Duration SIGN_IN_FAILURES = Duration.ofDays(1);
    /// So long an upload waits for a run.
    private static final Duration UNUSED_INPUTS = Duration.ofDays(1);
    /// Nobody can use a session or a link that has expired.
    private static final Duration EXPIRED = Duration.ZERO;

    private final JdbcClient database;
    private final RunRemoval runs;
    private final Bundles bundles;
    private final Inputs inputs;
    private final RetentionSettings settings;

    Retention(JdbcClient database, RunRemoval runs, Bundles bundles, Inputs inputs, RetentionSettings settings) {
        this.database = database;
        this.runs = runs;
        this.bundles = bundles;
        this.inputs = inputs;
        this.settings = settings;
    }

    @Bean
    RecurringTask<Void> retentionTask() {
        return Tasks.recurring("retention", FixedDelay.of(settings.every())).execute((_, _) -> removeAll());
    }

    void removeAll() {
        all("runs by age", settings.runs(), age -> runs.removeOlder(age, BATCH));
        if (settings.runsAUser() > 0) all("runs by count", () -> runs.removeBeyond(settings.runsAUser(), BATCH));
        all("run-sets without runs", () -> runs.removeEmptySets(BATCH));
        all("bundles", settings.bundles(), age -> (int)
                bundles.unused(age, BATCH).stream().filter(bundles::forget).count());
        all("inputs that no run reads", UNUSED_INPUTS, age -> inputs.removeUnused(age, BATCH));
        all("co-runs", settings.partitions(), age -> batch(age, """
                delete from co_runs where id in (
                    select id from co_runs c
                    where c.finished_at < now() - make_interval(secs => :age)
                        and not exists (select 1 from runs r where r.co_run_id = c.id)
                    limit :batch for update skip locked)
                """));
        all("partitions", settings.partitions(), age -> batch(age, """
                delete from partitions where id in (
                    select id from partitions p
                    where p.expires_at < now() - make_interval(secs => :age) and p.holds = 0
                        and not exists (select 1 from runs r where r.partition_id = p.id)
                        and not exists (select 1 from co_runs c where c.partition_id = p.id)
                    order by p.expires_at limit :batch for update skip locked)
                """));
        all("keys", settings.keys(), age -> batch(age, """
                delete from api_keys where id in (
                    select id from api_keys where least(expires_at, revoked_at) < now() - make_interval(secs => :age)
                    limit :batch for update skip locked)
                """));
        all("idempotency keys", settings.idempotencyKeys(), age -> batch(age, """
                delete from idempotency_keys where (user_id, key) in (
                    select user_id, key from idempotency_keys where created_at < now() - make_interval(secs => :age)
                    limit :batch for update skip locked)
                """));
        all("sign-in failures", SIGN_IN_FAILURES, age -> batch(age, """
                delete from sign_in_failures where (name, address) in (
                    select name, address from sign_in_failures where last_at < now() - make_interval(secs => :age)
                    limit :batch for update skip locked)
                """));
        all("sessions", EXPIRED, age -> batch(age, """
                delete from web_sessions where primary_id in (
                    select primary_id from web_sessions
                    where expiry_time < 1000 * extract(epoch from now() - make_interval(secs => :age))
                    limit :batch for update skip locked)
                """));
        all("links to runs", EXPIRED, age -> batch(age, """
                delete from run_shares where id in (
                    select id from run_shares where expires_at < now() - make_interval(secs => :age)
                    limit :batch for update skip locked)
                """));
        all("webhook deliveries", settings.deliveries(), age -> batch(age, """
                delete from webhook_deliveries where id in (
                    select id from webhook_deliveries where created_at < now() - make_interval(secs => :age)
                    limit :batch for update skip locked)
                """));
        all("audit log", settings.auditLog(), age -> batch(age, """
                delete from audit_log where number in (
                    select number from audit_log where at < now() - make_interval(secs => :age)
                    limit :batch for update skip locked)
                """));
    }

    /// Removes a batch of what is older than some age.
    @FunctionalInterface
    private interface ByAge {
        int remove(Duration age);
    }

    private static void all(String what, @Nullable Duration age, ByAge batch) {
        if (age != null) all(what, () -> batch.remove(age));
    }

    private static void all(String what, IntSupplier batch) {
        int removed = 0;
        for (int some = batch.getAsInt(); some > 0; some = batch.getAsInt()) removed += some;
        if (removed > 0) LOG.info("Removed what was over its time: {} {}", removed, what);
    }

    private int batch(Duration age, String sql) {
        return database.sql(sql)
                .param("age", age.toSeconds())
                .param("batch", BATCH)
                .update();
    }
}
