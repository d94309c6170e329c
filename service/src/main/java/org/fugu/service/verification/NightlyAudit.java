package org.fugu.service.verification;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Chooses runs of the present model by chance, to be carried out once more when nobody else needs the workers.
@Configuration(proxyBeanMethods = false)
class NightlyAudit {
    private static final Logger LOG = LoggerFactory.getLogger(NightlyAudit.class);

    private final JdbcClient database;
    private final Verifications verifications;
    private final AuditSettings settings;

    NightlyAudit(JdbcClient database, Verifications verifications, AuditSettings settings) {
        this.database = database;
        this.verifications = verifications;
        this.settings = settings;
    }

    @Bean
    RecurringTask<Void> auditTask() {
        return Tasks.recurring("audit", Schedules.cron(settings.cron(), ZoneOffset.UTC))
                .execute((_, _) -> choose());
    }

    /// Those of the night before that nobody had time for are left, and count.
    ///
    /// @return how many were chosen
    int choose() {
        record Numbers(long first, long last, int waiting) {}
        var numbers = database.sql("""
                        select coalesce(min(number), 0), coalesce(max(number), 0),
                            (select count(*) from verifications where audit and state = 'queued')
                        from runs
                        """)
                .query((row, _) -> new Numbers(row.getLong(1), row.getLong(2), row.getInt(3)))
                .single();
        double left = settings.nodeCycles();
        int chosen = 0;
        for (int i = numbers.waiting(); i < settings.runs(); i++) {
            var after = ThreadLocalRandom.current().nextLong(numbers.first(), numbers.last() + 1);
            var cost = verifications.audit(after, left);
            // Behind the last one that can be verified there is none: the search begins anew.
            if (cost.isEmpty()) cost = verifications.audit(numbers.first(), left);
            if (cost.isEmpty()) break;
            left -= cost.get();
            chosen++;
        }
        if (chosen > 0) LOG.info("The audit carries out {} runs once more", chosen);
        return chosen;
    }
}
