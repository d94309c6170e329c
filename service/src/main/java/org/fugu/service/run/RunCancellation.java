package org.fugu.service.run;

import java.util.List;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Cancels runs for those who keep the service, whoever owns them.
@Component
public class RunCancellation {
    private final JdbcClient database;
    private final Runs runs;

    RunCancellation(JdbcClient database, Runs runs) {
        this.database = database;
        this.runs = runs;
    }

    /// @throws Refusal 404, `run-ended`, or `part-of-a-co-run`
    public void cancel(String id) {
        var owner = database.sql("select user_id from runs where id = :id")
                .param("id", id)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("run"));
        if (!runs.cancel(owner, id)) throw Refusal.notFound("run");
    }

    /// Those of a set that have not ended.
    ///
    /// @throws Refusal 404
    public void cancelSet(String set) {
        var owner = database.sql("select user_id from run_sets where id = :id")
                .param("id", set)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("run-set"));
        cancelEach(owner, database.sql("""
                        select r.id from run_set_members m join runs r on r.id = m.run_id
                        where m.run_set_id = :id and r.state in ('queued', 'allocated', 'running') order by r.number
                        """).param("id", set).query(String.class).list());
    }

    /// All of a user's that have not ended, but for jobs of co-runs.
    public void cancelAllOf(String userId) {
        cancelEach(
                userId,
                database.sql("""
                        select id from runs
                        where user_id = :user and state in ('queued', 'allocated', 'running') and co_run_id is null
                        order by number
                        """).param("user", userId).query(String.class).list());
    }

    /// One a transaction: who has a run locked may not wait for another one.
    private void cancelEach(String owner, List<String> ids) {
        for (var id : ids) runs.cancelUnlessEnded(owner, id);
    }
}
