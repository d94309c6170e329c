package org.fugu.service.verification;

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
        @DefaultValue("10000000000") long nodeCycles) {}
