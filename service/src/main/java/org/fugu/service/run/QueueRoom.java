package org.fugu.service.run;

import java.time.Duration;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.RunsUse;
import org.springframework.stereotype.Component;

/// How many runs of one user may wait, and how many of all.
@Component
class QueueRoom {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final RunSettings settings;
    private final QueueSettings queue;
    private final QueueLength length;

    QueueRoom(RunSettings settings, QueueSettings queue, QueueLength length) {
        this.settings = settings;
        this.queue = queue;
        this.length = length;
    }

    /// @param runs those of the user who wants one more
    /// @throws Refusal `queue-full` or `service-full`
    void require(RunsUse runs) {
        require(runs, 1);
    }

    /// Room for several at once.
    ///
    /// @throws Refusal `queue-full` or `service-full`
    void require(RunsUse runs, int more) {
        requireOfOne(runs.queued(), more);
        if (length.lately() + more <= queue.maxInAll()) return;
        throw Refusal.retryLater(
                503,
                "service-full",
                "as many runs wait as this service takes, which is " + queue.maxInAll()
                        + " of all users; try again later",
                PAUSE);
    }

    private void requireOfOne(long queued, int more) {
        if (queued + more <= settings.maxQueued()) return;
        if (more > settings.maxQueued()) {
            throw Refusal.of(
                    429,
                    "queue-full",
                    more + " runs are more than the " + settings.maxQueued() + " of yours that may wait at once");
        }
        throw Refusal.retryLater(
                429, "queue-full", queued + " of your runs wait already; let some finish or cancel them", PAUSE);
    }
}
