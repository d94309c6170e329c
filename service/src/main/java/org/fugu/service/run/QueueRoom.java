package org.fugu.service.run;

import java.time.Duration;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// How many runs of one user may wait, and how many of all.
@Component
class QueueRoom {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final JdbcClient database;
    private final QueueSettings queue;
    private final QueueLength length;

    QueueRoom(JdbcClient database, QueueSettings queue, QueueLength length) {
        this.database = database;
        this.queue = queue;
        this.length = length;
    }

    /// @param more how many runs at once
    /// @throws Refusal `queue-full` or `service-full`
    void require(Charge charge, int more) {
        requireOfMember(charge, more);
        requireOfPayer(charge, more);
        if (length.lately() + more <= queue.maxInAll()) return;
        throw Refusal.retryLater(
                503,
                "service-full",
                "as many runs wait as this service takes, which is " + queue.maxInAll()
                        + " of all users; try again later",
                PAUSE);
    }

    private void requireOfPayer(Charge charge, int more) {
        long queued = charge.queued();
        long most = charge.payers().queuedRuns();
        if (queued + more <= most) return;
        if (!charge.payer().equals(charge.user())) {
            throw Refusal.retryLater(
                    429, "queue-full", "as many runs wait as may for the project's owner; let some finish", PAUSE);
        }
        throw full(queued, more, most, "of yours");
    }

    private void requireOfMember(Charge charge, int more) {
        var member = charge.member();
        if (member == null || member.queuedRuns() == Long.MAX_VALUE) return;
        var queued = database.sql("""
                        select count(*) from runs where project_id = :project and user_id = :user and state = 'queued'
                        """)
                .param("project", charge.project())
                .param("user", charge.user())
                .query(Long.class)
                .single();
        if (queued + more > member.queuedRuns()) {
            throw full(queued, more, member.queuedRuns(), "of yours for this project");
        }
    }

    private static Refusal full(long queued, int more, long most, String whose) {
        if (more > most) {
            return Refusal.of(
                    429,
                    "queue-full",
                    more + " runs are more than the " + most + " " + whose + " that may wait at once");
        }
        return Refusal.retryLater(
                429, "queue-full", queued + " runs " + whose + " wait already; let some finish or cancel them", PAUSE);
    }
}
