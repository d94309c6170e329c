package org.fugu.service.quota;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much a user may keep of whom nothing else is said.
///
/// @param bundleBytes of all bundles of one user, as they are stored
/// @param keptRuns of one user, those under way included
/// @param consoleBytes of all kept runs of one user, with what those under way may print at most
@ConfigurationProperties("fugu.storage")
record KeptSettings(
        @DefaultValue("1GB") DataSize bundleBytes,
        @DefaultValue("10000") long keptRuns,
        @DefaultValue("4GB") DataSize consoleBytes) {}
