package org.fugu.service.quota;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many runs of a user may wait of whom nothing else is said.
///
/// @param maxQueued at once
@ConfigurationProperties("fugu.runs")
record QueuedSettings(@DefaultValue("1000") long maxQueued) {}
