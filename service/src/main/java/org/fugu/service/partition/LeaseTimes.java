package org.fugu.service.partition;

import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Ends leases whose time is over, and begins those whose time has come.
@Component
public class LeaseTimes {
    private final JdbcClient database;
    private final Machines machines;
    private final PartitionRows rows;
    private final ApplicationEventPublisher publisher;

    LeaseTimes(JdbcClient database, Machines machines, PartitionRows rows, ApplicationEventPublisher publisher) {
        this.database = database;
        this.machines = machines;
        this.rows = rows;
        this.publisher = publisher;
    }

    /// Done where a place is looked for, and never waits: whoever holds such a row is ending it too.
    void endExpired(NamedMachine machine) {
        record Expired(String id, String user, boolean waited) {}
        var expired = database.sql("""
                        with over as (
                            select id, state from partitions
                            where machine = :machine and state in ('active', 'reserved', 'waiting')
                                and holds = 0 and expires_at <= now()
                            for update skip locked)
                        update partitions p set state = 'expired', ended_at = now() from over where p.id = over.id
                        returning p.id, p.user_id, over.state = 'waiting'
                        """)
                .param("machine", machine.number())
                .query((row, _) -> new Expired(row.getString(1), row.getString(2), row.getBoolean(3)))
                .list();
        for (var each : expired) if (each.waited()) tell(each.user(), each.id(), false);
    }

    /// Tells of a lease that waited.
    void tell(String userId, String id, boolean allocated) {
        rows.find(userId, id).ifPresent(lease -> publisher.publishEvent(new LeaseWaited(userId, lease, allocated)));
    }

    /// Lets leases begin whose time has come, where nobody is left on their nodes.
    @Transactional
    public void beginReserved() {
        var names = database.sql("""
                        select distinct m.name from partitions p join machines m on m.number = p.machine
                        where p.state = 'reserved' and p.starts_at <= now() and m.retired_at is null order by m.name
                        """).query(String.class).list();
        for (var name : names) {
            var machine = machines.lockForPlacement(name);
            endExpired(machine);
            database.sql("""
                            update partitions r set state = 'active'
                            where machine = :machine and state = 'reserved' and starts_at <= now() and not exists (
                                select 1 from partitions a where a.machine = r.machine and a.state = 'active'
                                    and a.first_column < r.first_column + r.columns
                                    and r.first_column < a.first_column + a.columns
                                    and a.first_row < r.first_row + r.rows
                                    and r.first_row < a.first_row + a.rows)
                            """).param("machine", machine.number()).update();
        }
    }
}
