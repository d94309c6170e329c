package org.fugu.service.verification;

import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Instant;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The nightly audit.
///
/// @param cron when it chooses runs, by UTC: seconds, minutes, hours, days, months, weekdays; `-` for never
/// @param runs how many it chooses at the most
/// @param nodeCycles how many cycles, times nodes, these may take all together
@ConfigurationProperties("fugu.audit")
record AuditSettings(
        @DefaultValue("0 0 3 * * *") String cron,
        @DefaultValue("20") int runs,
        @DefaultValue("10000000000") long nodeCycles) {
    AuditSettings {
        requireNotNegative("FUGU_AUDIT_RUNS", runs);
        requireNotNegative("FUGU_AUDIT_NODE_CYCLES", nodeCycles);
        try {
            var schedule = Schedules.cron(cron);
            // It is read when it is first needed.
            if (!schedule.isDisabled()) schedule.getInitialExecutionTime(Instant.EPOCH);
        } catch (RuntimeException e) {
            throw new StartFailure(
                    "FUGU_AUDIT_CRON is '" + cron
                            + "'; it is '-', or seconds, minutes, hours, days, months and weekdays,"
                            + " as in '0 0 3 * * *'",
                    e);
        }
    }

    private static void requireNotNegative(String variable, long value) {
        if (value < 0) throw new StartFailure(variable + " is " + value + "; it is 0 or more", null);
    }
}
