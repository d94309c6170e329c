package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.machine.NamedMachine;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who holds what on a machine, now and later, and what is kept for whom. All of it under the machine's lock.
@Component
class Holdings {
    /// A run may still be under way on a lease that is over. When it ends is not known; it is looked at again then.
    private static final Duration SOON = Duration.ofMinutes(1);

    private final JdbcClient database;

    Holdings(JdbcClient database) {
        this.database = database;
    }

    /// @param run whose own reservation does not count; null for nobody's
    /// @param partition which does not count; null for none
    Occupancy on(NamedMachine machine, Instant now, @Nullable String run, @Nullable String partition) {
        var holdings = new ArrayList<Occupancy.Holding>(database.sql("""
                        select * from partitions
                        where machine = :machine and state in ('active', 'reserved')
                            and id is distinct from cast(:partition as text)
                        """)
                .param("machine", machine.number())
                .param("partition", partition)
                .query((row, _) -> holding(row, now))
                .list());
        database
                .sql("""
                        select * from reservations
                        where machine = :machine and run_id is distinct from cast(:run as text)
                        """)
                .param("machine", machine.number())
                .param("run", run)
                .query((row, _) -> reservation(row).holding(now))
                .list()
                .stream()
                .filter(kept -> kept.place().fitsOn(machine.mesh()))
                .forEach(holdings::add);
        return new Occupancy(machine.mesh(), holdings);
    }

    private static Occupancy.Holding holding(ResultSet row, Instant now) throws SQLException {
        var end = time(row, "expires_at");
        if (row.getString("state").equals("reserved")) {
            return new Occupancy.Holding(rectangle(row), time(row, "starts_at"), end);
        }
        var soon = now.plus(SOON);
        return new Occupancy.Holding(rectangle(row), Instant.EPOCH, end.isAfter(soon) ? end : soon);
    }

    /// Keeps nodes for a run, if none are kept for another on that machine.
    void keep(String run, NamedMachine machine, MeshShape shape, Duration length, Instant now) {
        var others = database.sql(
                        "select exists (select 1 from reservations where machine = :machine and run_id <> :run)")
                .param("machine", machine.number())
                .param("run", run)
                .query(Boolean.class)
                .single();
        if (others) return;
        var kept = reservation(run);
        Reservation.next(kept.orElse(null), on(machine, now, run, null), shape, now, length)
                .filter(next -> kept.isEmpty() || !next.equals(kept.get()))
                .ifPresent(next -> store(run, machine, next));
    }

    private Optional<Reservation> reservation(String run) {
        return database.sql("select * from reservations where run_id = :run")
                .param("run", run)
                .query((row, _) -> reservation(row))
                .optional();
    }

    private void store(String run, NamedMachine machine, Reservation kept) {
        var place = kept.place();
        database.sql("""
                        insert into reservations (run_id, machine, first_column, first_row, columns, rows, begins_at,
                            ends_at)
                        values (:run, :machine, :column, :row, :columns, :rows, :begins, :ends)
                        on conflict (run_id) do update set first_column = :column, first_row = :row,
                            begins_at = :begins, ends_at = :ends
                        """)
                .param("run", run)
                .param("machine", machine.number())
                .param("column", place.column())
                .param("row", place.row())
                .param("columns", place.columns())
                .param("rows", place.rows())
                .param("begins", kept.begins().atOffset(ZoneOffset.UTC))
                .param("ends", kept.begins().plus(kept.length()).atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Keeps nothing for a run any more.
    void forget(String run) {
        database.sql("delete from reservations where run_id = :run")
                .param("run", run)
                .update();
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        var begins = time(row, "begins_at");
        return new Reservation(rectangle(row), begins, Duration.between(begins, time(row, "ends_at")));
    }

    private static Rectangle rectangle(ResultSet row) throws SQLException {
        return new Rectangle(
                row.getInt("first_column"), row.getInt("first_row"), row.getInt("columns"), row.getInt("rows"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
