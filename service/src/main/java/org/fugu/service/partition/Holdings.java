package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fugu.service.machine.NamedMachine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who holds what on a machine, now and later, and what is kept for whom. All of it under the machine's lock.
///
/// On a machine nodes are kept for one run and for one lease that waits. Neither is in the other's way for ever: where
/// both want the same nodes, whoever they were kept for first has them.
@Component
class Holdings {
    /// A run may still be under way on a lease that is over. When it ends is not known; it is looked at again then.
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final String IS_OWN =
            "(run_id is not distinct from cast(:run as text) and partition_id is not distinct from cast(:lease as text))";

    private final JdbcClient database;

    Holdings(JdbcClient database) {
        this.database = database;
    }

    /// @param who whose own reservation, and own lease, does not count
    Occupancy on(NamedMachine machine, Instant now, Holder who) {
        return on(machine, now, who, "true");
    }

    /// The same without what has been kept for others only since something is kept for this one.
    private Occupancy onBefore(NamedMachine machine, Instant now, Holder who) {
        return on(
                machine,
                now,
                who,
                "number < coalesce((select number from reservations where " + IS_OWN + "), number + 1)");
    }

    private Occupancy on(NamedMachine machine, Instant now, Holder who, String kept) {
        var holdings = new ArrayList<Occupancy.Holding>(database.sql("""
                        select * from partitions
                        where machine = :machine and state in ('active', 'reserved')
                            and id is distinct from cast(:lease as text)
                        """)
                .param("machine", machine.number())
                .param("lease", who.lease())
                .query((row, _) -> holding(row, now))
                .list());
        database
                .sql("select * from reservations where machine = :machine and not " + IS_OWN + " and " + kept)
                .param("machine", machine.number())
                .param("run", who.run())
                .param("lease", who.lease())
                .query((row, _) -> reservation(row).holding(now))
                .list()
                .stream()
                .filter(reserved -> reserved.place().fitsOn(machine.mesh()))
                .forEach(holdings::add);
        return new Occupancy(machine.mesh(), holdings);
    }

    /// Looks for a place that is free of all others. Who has nodes kept for them is not held up by those for whom some
    /// are kept since a later moment.
    ///
    /// @param look how to choose from what is free
    Optional<Rectangle> place(
            NamedMachine machine, Holder who, Term term, Function<Occupancy, Optional<Rectangle>> look) {
        return look.apply(on(machine, term.now(), who))
                .or(() -> reservation(who).flatMap(_ -> look.apply(onBefore(machine, term.now(), who))));
    }

    /// Where somebody is still who should have left: nobody knows when these nodes are free.
    List<Rectangle> overdue(NamedMachine machine, Instant now) {
        return database.sql("""
                        select * from partitions
                        where machine = :machine and state = 'active' and holds > 0 and expires_at <= :now
                        """)
                .param("machine", machine.number())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, _) -> rectangle(row))
                .list();
    }

    private static Occupancy.Holding holding(ResultSet row, Instant now) throws SQLException {
        var end = time(row, "expires_at");
        if (row.getString("state").equals("reserved")) {
            return new Occupancy.Holding(rectangle(row), time(row, "starts_at"), end);
        }
        var soon = now.plus(SOON);
        return new Occupancy.Holding(rectangle(row), Instant.EPOCH, end.isAfter(soon) ? end : soon);
    }

    /// Keeps nodes for somebody, if none are kept on that machine for another of the same kind.
    ///
    /// @param length for how long they are needed
    /// @param earliest when and where there is a place beside others
    void keep(
            Holder who,
            NamedMachine machine,
            Instant now,
            Duration length,
            Function<Occupancy, Optional<Occupancy.Slot>> earliest) {
        var others = database.sql("""
                        select exists (select 1 from reservations
                            where machine = :machine and (run_id is null) = :lease
                                and coalesce(run_id, partition_id) <> :id)
                        """)
                .param("machine", machine.number())
                .param("lease", who.run() == null)
                .param("id", who.run() == null ? who.lease() : who.run())
                .query(Boolean.class)
                .single();
        if (others) return;
        var kept = reservation(who);
        var slot = earliest.apply(on(machine, now, who));
        Reservation.next(kept.orElse(null), machine.mesh(), slot, length)
                .filter(next -> kept.isEmpty() || !next.equals(kept.get()))
                .ifPresent(next -> store(who, machine, next));
    }

    /// The lease that waits and has nodes kept for it on a machine.
    Optional<String> firstLease(NamedMachine machine) {
        return database.sql(
                        "select partition_id from reservations where machine = :machine and partition_id is not null")
                .param("machine", machine.number())
                .query(String.class)
                .optional();
    }

    private Optional<Reservation> reservation(Holder who) {
        return database.sql("select * from reservations where " + IS_OWN)
                .param("run", who.run())
                .param("lease", who.lease())
                .query((row, _) -> reservation(row))
                .optional();
    }

    private void store(Holder who, NamedMachine machine, Reservation kept) {
        var place = kept.place();
        database.sql("""
                        insert into reservations (run_id, partition_id, machine, first_column, first_row, columns, rows,
                            begins_at, ends_at)
                        values (:run, :lease, :machine, :column, :row, :columns, :rows, :begins, :ends)
                        on conflict (%s) do update set first_column = :column, first_row = :row,
                            begins_at = :begins, ends_at = :ends
                        """.formatted(who.run() == null ? "partition_id" : "run_id"))
                .param("run", who.run())
                .param("lease", who.lease())
                .param("machine", machine.number())
                .param("column", place.column())
                .param("row", place.row())
                .param("columns", place.columns())
                .param("rows", place.rows())
                .param("begins", kept.begins().atOffset(ZoneOffset.UTC))
                .param("ends", kept.begins().plus(kept.length()).atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Keeps nothing for somebody any more.
    void forget(Holder who) {
        database.sql("delete from reservations where " + IS_OWN)
                .param("run", who.run())
                .param("lease", who.lease())
                .update();
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        var begins = time(row, "begins_at");
        return new Reservation(rectangle(row), begins, Duration.between(begins, time(row, "ends_at")));
    }

    static Rectangle rectangle(ResultSet row) throws SQLException {
        return new Rectangle(
                row.getInt("first_column"), row.getInt("first_row"), row.getInt("columns"), row.getInt("rows"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
