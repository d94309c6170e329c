package org.fugu.service.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a run is kept on its way, so that another child can go on with it.
///
/// @param every how long a child goes on between two checkpoints; zero for none
/// @param mostBytes of one; what is larger is not kept
/// @param last from which to go on; null to begin at cycle 0
public record Checkpoints(
        Duration every, int mostBytes, @Nullable Checkpoint last) {
    /// Nothing is kept, and nothing is there.
    public static final Checkpoints NONE = new Checkpoints(Duration.ZERO, 0, null);

    /// Whether some are taken.
    boolean areTaken() {
        return !every.isZero() && mostBytes > 0;
    }
}
