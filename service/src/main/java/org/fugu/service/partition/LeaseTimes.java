package org.fugu.service.partition;

import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Ends leases whose time is over, and begins those whose time has come.
@Component
public class LeaseTimes {
    private final JdbcClient database;
    private final Machines machines;

    LeaseTimes(JdbcClient database, Machines machines) {
        this.database = database;
        this.machines = machines;
    }

    /// Done where a place is looked for, and never waits: whoever holds such a row is ending it too.
    void endExpired(NamedMachine machine) {
        database.sql("""
                        update partitions set state = 'expired', ended_at = now()
                        where id in (select id from partitions
                                     where machine = :machine and state in ('active', 'reserved', 'waiting')
                                         and holds = 0 and expires_at <= now()
                                     for update skip locked)
                        """).param("machine", machine.number()).update();
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
