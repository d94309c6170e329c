package org.fugu.service.run;

import java.time.Duration;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the time of the workers is shared. Nothing here reaches a result.
///
/// @param halfLife after which half of what a user has used is forgotten
/// @param briefNodeCycles a run whose limit of cycles × nodes of its mesh is no more than this is brief
/// @param headStart how much earlier than it was a brief run counts as submitted, among its user's
/// @param maxInAll runs of all users that may wait at once
@ConfigurationProperties("fugu.queue")
public record QueueSettings(
        @DefaultValue("24h") Duration halfLife,
        @DefaultValue("1000000000") long briefNodeCycles,
        @DefaultValue("10m") Duration headStart,
        @DefaultValue("100000") int maxInAll) {
    public QueueSettings {
        if (!halfLife.isPositive()) {
            throw new StartFailure("FUGU_QUEUE_HALF_LIFE is " + halfLife + "; it is longer than nothing", null);
        }
        if (headStart.isNegative()) {
            throw new StartFailure("FUGU_QUEUE_HEAD_START is " + headStart + "; it is nothing or more", null);
        }
        if (maxInAll < 1) throw new StartFailure("FUGU_QUEUE_MAX_IN_ALL is " + maxInAll + "; it is 1 or more", null);
    }

    /// Whether a run's limits say that it is over soon.
    ///
    /// @param nodes of its mesh
    boolean isBrief(long cycles, int nodes) {
        return cycles <= briefNodeCycles / nodes;
    }
}
