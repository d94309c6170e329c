package org.fugu.service.comparison;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much may be compared and explained. Beyond the bounds of explaining there is a report without
/// an explanation.
///
/// @param maxQueued comparisons of one project that may wait at once
/// @param kept comparisons of one project
/// @param explainedCycles simulated in all for the explanations of one comparison
/// @param explainedWall what they may take on this host
/// @param explanationBytes of one project's explanations and flame graphs
@ConfigurationProperties("fugu.comparisons")
record ComparisonSettings(
        @DefaultValue("20") int maxQueued,
        @DefaultValue("10000") int kept,
        @DefaultValue("20000000000") long explainedCycles,
        @DefaultValue("10m") Duration explainedWall,
        @DefaultValue("256MB") DataSize explanationBytes) {}
