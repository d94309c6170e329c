package org.fugu.service.measurement;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much may be measured.
///
/// @param maxQueued measurements of one project that may wait at once
/// @param kept measurements of one project, those under way among them
/// @param cycles what a benchmark's limit may be
@ConfigurationProperties("fugu.measurements")
record MeasurementSettings(
        @DefaultValue("20") int maxQueued,
        @DefaultValue("10000") int kept,
        @DefaultValue("100000000000") long cycles) {}
