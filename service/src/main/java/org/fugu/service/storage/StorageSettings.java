package org.fugu.service.storage;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The bounds of what is stored.
///
/// @param bundleBytes of all bundles of one user, as they are stored
/// @param keptRuns of one user, those under way included
/// @param consoleBytes of all kept runs of one user, with what those under way may print at most
/// @param freeDisk below which nothing new is taken in
/// @param disk a folder on the disk that the database is on; null when that is another host's
@ConfigurationProperties("fugu.storage")
record StorageSettings(
        @DefaultValue("1GB") DataSize bundleBytes,
        @DefaultValue("10000") long keptRuns,
        @DefaultValue("4GB") DataSize consoleBytes,
        @DefaultValue("512MB") DataSize freeDisk,
        @Nullable String disk) {}
