package org.fugu.service.corun;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Ends co-runs that were not started in time, by the database's clock.
@Configuration(proxyBeanMethods = false)
class Expiry {
    private static final int EVERY_SECONDS = 10;

    @Bean
    RecurringTask<Void> coRunExpiryTask(CoRunStart coRuns) {
        return Tasks.recurring("co-run expiry", FixedDelay.ofSeconds(EVERY_SECONDS))
                .execute((_, _) -> {
                    while (coRuns.expire() > 0) continue;
                });
    }
}
