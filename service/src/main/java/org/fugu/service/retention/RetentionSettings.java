package org.fugu.service.retention;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long things are kept. What is null is kept until somebody deletes it.
///
/// @param every how often is looked
/// @param runs after their end
/// @param runsAUser of each user the newest that have ended; 0 for all
/// @param bundles after their upload, when no kept run of their user needs them
/// @param partitions after their end, when no kept run was on them; co-runs likewise
/// @param keys after they expired or were revoked
/// @param deliveries of webhooks, delivered or not
/// @param auditLog entries
/// @param idempotencyKeys after the submission
@ConfigurationProperties("fugu.retention")
record RetentionSettings(
        @DefaultValue("1h") Duration every,
        @Nullable Duration runs,
        @DefaultValue("0") long runsAUser,
        @Nullable Duration bundles,
        @DefaultValue("30d") Duration partitions,
        @DefaultValue("90d") Duration keys,
        @DefaultValue("30d") Duration deliveries,
        @DefaultValue("400d") Duration auditLog,
        @DefaultValue("7d") Duration idempotencyKeys) {}
