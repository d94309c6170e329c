package org.fugu.service.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Says what work that needs no partition waits for, in the words of a run that waits for the same.
@Component
public class WorkWaits {
    private static final String ITS_TURN = "its turn";

    private final WorkUse use;

    WorkWaits(WorkUse use) {
        this.use = use;
    }

    /// For all that one answer shows, so that nobody's use is added up twice.
    public Asked asked() {
        return new Asked();
    }

    /// What was found out for an answer.
    public final class Asked {
        private record Line(String user, @Nullable String project) {}

        private final Map<Line, Optional<String>> known = new HashMap<>();

        private Asked() {}

        /// What a piece of work waits for that is in the queue.
        ///
        /// @param user who asked for it
        /// @param project that it is for, or null
        public String of(String user, @Nullable String project) {
            return known.computeIfAbsent(new Line(user, project), line -> use.reasonToWait(line.user(), line.project()))
                    .orElse(ITS_TURN);
        }
    }
}
