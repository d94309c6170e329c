package org.fugu.service.partition;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A lease that has no place yet. It is given up at the partition's `expiresAt`.
///
/// @param place in the line of those that wait for the machine, from 1
/// @param minutes how long the lease lasts once it has begun
/// @param estimatedStart when it begins, as far as one knows by the ends of leases and runs; null while it cannot be
///     known, and for those behind the first 32 that wait for room
/// @param unestimated why there is no estimate, for people; null where there is one
/// @param waitingFor `room`, or `quota` for nodes that its owner may have beside others; null before anybody has looked
public record LeaseWait(
        long place,
        int minutes,
        @Nullable Instant estimatedStart,
        @Nullable String unestimated,

        @Schema(allowableValues = {"room", "quota"}) @Nullable
        String waitingFor) {
    LeaseWait estimated(Instant start) {
        return new LeaseWait(place, minutes, start, null, waitingFor);
    }

    LeaseWait unestimated(String why) {
        return new LeaseWait(place, minutes, null, why, waitingFor);
    }
}
