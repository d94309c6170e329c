package org.fugu.service.storage;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much room the disk must have left.
///
/// @param freeDisk below which nothing new is taken in
/// @param disk a folder on the disk that the database is on; null when that is another host's
@ConfigurationProperties("fugu.storage")
record StorageSettings(
        @DefaultValue("512MB") DataSize freeDisk, @Nullable String disk) {}
