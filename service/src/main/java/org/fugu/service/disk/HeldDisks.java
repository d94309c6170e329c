package org.fugu.service.disk;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What the disks of jobs hold that are added to a co-run, until that has ended. Whoever calls has the co-run's row
/// locked.
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class HeldDisks {
    private final JdbcClient database;
    private final Disks disks;

    HeldDisks(JdbcClient database, Disks disks) {
        this.database = database;
        this.disks = disks;
    }

    /// A user's job has this disk, in place of what it had before.
    ///
    /// @param order null for none
    /// @throws org.fugu.service.problem.Refusal when what it begins with has gone since the job was planned
    public void hold(String coRun, String userId, @Nullable DiskOrder order) {
        if (order != null) disks.hold(userId, order);
        var before = forget(coRun, userId);
        if (order != null) {
            database.sql("""
                            insert into co_run_disks (co_run_id, user_id, source, before, contents, keep)
                            values (:coRun, :user, :source, :before, :contents, :keep)
                            """)
                    .param("coRun", coRun)
                    .param("user", userId)
                    .param("source", order.source())
                    .param("before", order.before())
                    .param("contents", order.isKept() ? order.before() : null)
                    .param("keep", order.keep())
                    .update();
        }
        before.ifPresent(disks::release);
    }

    private Optional<String> forget(String coRun, String userId) {
        return database.sql("delete from co_run_disks where co_run_id = :coRun and user_id = :user returning contents")
                .param("coRun", coRun)
                .param("user", userId)
                .query((row, _) -> Optional.<String>ofNullable(row.getString(1)))
                .optional()
                .flatMap(contents -> contents);
    }

    /// The disk of a user's job; null for none.
    public @Nullable DiskOrder of(String coRun, String userId) {
        return database.sql("""
                        select source, before, keep from co_run_disks where co_run_id = :coRun and user_id = :user
                        """)
                .param("coRun", coRun)
                .param("user", userId)
                .query((row, _) -> new DiskOrder(row.getString(1), row.getString(2), row.getBoolean(3)))
                .optional()
                .orElse(null);
    }

    /// The co-run has ended: contents that nobody else refers to go.
    public void letGo(String coRun) {
        disks.release(database
                .sql("delete from co_run_disks where co_run_id = :coRun returning contents")
                .param("coRun", coRun)
                .query((row, _) -> Optional.<String>ofNullable(row.getString(1)))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList());
    }
}
