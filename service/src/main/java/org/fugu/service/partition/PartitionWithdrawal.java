package org.fugu.service.partition;

import org.fugu.service.problem.Refusal;
import org.fugu.service.signal.Signal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Gives leases back for those who keep the service, whoever has them.
@Component
public class PartitionWithdrawal {
    private final JdbcClient database;
    private final Partitions partitions;
    private final Signal signal;

    PartitionWithdrawal(JdbcClient database, Partitions partitions, Signal signal) {
        this.database = database;
        this.partitions = partitions;
        this.signal = signal;
    }

    /// @return whose it was, by identifier
    /// @throws Refusal 404, or `partition-in-use`
    @Transactional
    public String release(String id) {
        var owner = database.sql("select user_id from partitions where id = :id")
                .param("id", id)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("active partition"));
        partitions.release(owner, id);
        return owner;
    }

    /// All leases of a user: at once, or where a run is still being stopped, as soon as it has.
    @Transactional
    public void releaseAllOf(String userId) {
        database.sql("""
                        update partitions set state = case when holds = 0 then 'released' else state end,
                            ended_at = case when holds = 0 then now() end, expires_at = least(expires_at, now())
                        where id in (select id from partitions where user_id = :user and state in ('active', 'reserved', 'waiting')
                                         and not for_run order by number for update)
                        """).param("user", userId).update();
        signal.work();
    }
}
