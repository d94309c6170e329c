package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.machine.CalendarEntry;
import org.fugu.service.machine.HeldRectangle;
import org.fugu.service.machine.MachineUse;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.machine.Tenancy;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who has, keeps and waits for which part of a machine, as each user may see it.
@Component
class LeaseCalendar implements Tenancy, MachineUse {
    private static final int NAMED_AT_MOST = 5;
    private static final int SHOWN_AT_MOST = 1000;
    /// For how long a lease may be held after its end, because of what is under way on it. A calendar looks no further
    /// back for leases that have begun.
    private static final Duration OVERDUE = Duration.ofDays(7);

    private static final Comparator<CalendarEntry> IN_ORDER = Comparator.comparing(CalendarEntry::from)
            .thenComparingInt(CalendarEntry::row)
            .thenComparingInt(CalendarEntry::column);

    private final JdbcClient database;
    private final LeaseForecasts forecasts;
    private final LeaseSettings settings;

    LeaseCalendar(JdbcClient database, LeaseForecasts forecasts, LeaseSettings settings) {
        this.database = database;
        this.forecasts = forecasts;
        this.settings = settings;
    }

    @Override
    public List<HeldRectangle> on(NamedMachine machine, String userId) {
        return database.sql("select p.* from partitions p where p.machine = :machine and " + PartitionRows.HELD
                        + " order by first_row, first_column")
                .param("machine", machine.number())
                .query((row, _) -> held(row, row.getString("user_id").equals(userId)))
                .list();
    }

    private static HeldRectangle held(ResultSet row, boolean mine) throws SQLException {
        return new HeldRectangle(
                mine ? row.getString("id") : null,
                row.getInt("first_column"),
                row.getInt("first_row"),
                row.getInt("columns"),
                row.getInt("rows"),
                mine);
    }

    @Override
    public List<CalendarEntry> between(NamedMachine machine, String userId, Instant from, Instant until) {
        var awaited = awaited(machine, userId)
                .filter(entry -> entry.from().isBefore(until) && entry.until().isAfter(from));
        return Stream.concat(had(machine, userId, from, until).stream(), awaited)
                .sorted(IN_ORDER)
                .limit(SHOWN_AT_MOST)
                .toList();
    }

    private List<CalendarEntry> had(NamedMachine machine, String userId, Instant from, Instant until) {
        return database.sql("""
                        select * from (
                            select p.id, 'lease' as kind, p.first_column, p.first_row, p.columns, p.rows,
                                p.user_id = :user as mine, p.starts_at as begins,
                                case when p.ended_at is not null then p.ended_at
                                    when p.state = 'active' then greatest(p.expires_at, now()) else p.expires_at end as ends
                            from partitions p
                            where p.machine = :machine and not p.for_run and p.waits_until is null
                                and p.starts_at < :until and p.starts_at > :from - make_interval(secs => :longest)
                            union all
                            select null, 'run', v.first_column, v.first_row, v.columns, v.rows, r.user_id = :user,
                                v.begins_at, v.ends_at
                            from reservations v join runs r on r.id = v.run_id where v.machine = :machine
                            union all
                            select null, 'waiting', v.first_column, v.first_row, v.columns, v.rows, false,
                                v.begins_at, v.ends_at
                            from reservations v join partitions p on p.id = v.partition_id
                            where v.machine = :machine and p.user_id <> :user) as e
                        where e.begins < :until and e.ends > :from and e.ends > e.begins
                        order by e.begins, e.first_row, e.first_column limit :limit
                        """)
                .param("user", userId)
                .param("machine", machine.number())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("longest", settings.longest().plus(OVERDUE).toSeconds())
                .param("limit", SHOWN_AT_MOST)
                .query((row, _) -> entry(row))
                .list();
    }

    private static CalendarEntry entry(ResultSet row) throws SQLException {
        boolean mine = row.getBoolean("mine");
        return new CalendarEntry(
                mine ? row.getString("id") : null,
                row.getString("kind"),
                row.getInt("first_column"),
                row.getInt("first_row"),
                row.getInt("columns"),
                row.getInt("rows"),
                mine,
                row.getObject("begins", OffsetDateTime.class).toInstant(),
                row.getObject("ends", OffsetDateTime.class).toInstant());
    }

    /// One's own leases that wait, where they are to begin as far as one knows.
    private Stream<CalendarEntry> awaited(NamedMachine machine, String userId) {
        return forecasts.on(machine).slots().values().stream()
                .filter(slot -> slot.user().equals(userId))
                .map(slot -> new CalendarEntry(
                        slot.lease(),
                        "waiting",
                        slot.place().column(),
                        slot.place().row(),
                        slot.place().columns(),
                        slot.place().rows(),
                        true,
                        slot.begin(),
                        slot.end()));
    }

    @Override
    public List<String> beyond(NamedMachine machine, @Nullable MeshShape left) {
        return database.sql("""
                        select p.id, u.name from partitions p join users u on u.id = p.user_id
                        where p.machine = :machine
                            and (%s or p.state in ('reserved', 'waiting') and p.expires_at > now())
                            and (coalesce(p.first_column, 0) + p.columns > :columns
                                or coalesce(p.first_row, 0) + p.rows > :rows)
                        order by p.number limit :limit
                        """.formatted(PartitionRows.HELD))
                .param("machine", machine.number())
                .param("columns", left == null ? 0 : left.columns())
                .param("rows", left == null ? 0 : left.rows())
                .param("limit", NAMED_AT_MOST)
                .query((row, _) -> "partition " + row.getString(1) + " of " + row.getString(2))
                .list();
    }
}
