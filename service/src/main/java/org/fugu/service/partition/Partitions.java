package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.machine.CalendarEntry;
import org.fugu.service.machine.HeldRectangle;
import org.fugu.service.machine.MachineUse;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.machine.Tenancy;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The leases. Placement happens under a lock on the machine, and the database's exclusion
/// constraint stands behind it. A partition's row is locked after its machine's and after any run's.
@Component
public class Partitions implements Tenancy, MachineUse {
    private static final int NAMED_AT_MOST = 5;
    private static final int SHOWN_AT_MOST = 1000;
    /// For how long a lease may be held after its end, because of what is under way on it. A calendar looks no further
    /// back for leases that have begun.
    private static final Duration OVERDUE = Duration.ofDays(7);

    /// A lease that ran out is over, though its row may not say so yet.
    private static final String HELD = "p.state = 'active' and (p.holds > 0 or p.expires_at > now())";

    private static final String SELECT = """
            select p.*, m.name as machine_name, o.name as owner,
                   (select jsonb_agg(jsonb_build_object('name', i.name, 'declined', i.declined_at is not null)
                                     order by i.place)
                    from partition_users i where i.partition_id = p.id) as invited,
                   case when p.state not in ('active', 'reserved') then p.state when p.expires_at > now() then p.state
                        when %s then 'active' else 'expired' end as state_now
            from partitions p join machines m on m.number = p.machine join users o on o.id = p.user_id
            """.formatted(HELD);

    /// @param number the order in which leases were made
    record Row(long number, Partition partition) {}

    /// Whoever may use it: its owner, and those who were named and have not declined.
    private static final String MAY_USE = """
            (p.user_id = :user or exists (select 1 from partition_users i where i.partition_id = p.id
                                              and i.user_id = :user and i.declined_at is null))
            """;

    private final JdbcClient database;
    private final Machines machines;
    private final Holdings holdings;
    private final NodeUse use;
    private final LeaseSettings settings;
    private final Signal signal;
    private final JsonMapper json;

    Partitions(
            JdbcClient database,
            Machines machines,
            Holdings holdings,
            NodeUse use,
            LeaseSettings settings,
            Signal signal,
            JsonMapper json) {
        this.holdings = holdings;
        this.use = use;
        this.settings = settings;
        this.json = json;
        this.database = database;
        this.machines = machines;
        this.signal = signal;
    }

    /// The shape, if it can lie on that machine while nothing else is leased.
    ///
    /// @param columnsAt JSON pointer to where the columns were asked for
    /// @param rowsAt the same for the rows
    /// @throws Refusal `partition-too-large`
    public static MeshShape fitting(NamedMachine machine, int columns, int rows, String columnsAt, String rowsAt) {
        var mesh = machine.mesh();
        if (columns <= mesh.columns() && rows <= mesh.rows()) return new MeshShape(columns, rows);
        throw Refusal.ofField(
                422,
                "partition-too-large",
                columns > mesh.columns() ? columnsAt : rowsAt,
                "a partition of " + columns + "x" + rows + " does not fit on machine " + machine.name() + ", which is "
                        + mesh);
    }

    /// Leases the named place, or the first free one.
    ///
    /// @throws Refusal `no-free-rectangle` when that place, or any, is not free
    @Transactional
    Partition lease(
            String userId,
            NamedMachine machine,
            MeshShape shape,
            @Nullable Rectangle wanted,
            Term term,
            Sharing sharing) {
        var id = lease(userId, machine, shape, wanted, term, sharing.isShared());
        invite(id, userId, sharing.users());
        return find(userId, id).orElseThrow();
    }

    private String lease(
            String userId,
            NamedMachine machine,
            MeshShape shape,
            @Nullable Rectangle wanted,
            Term asked,
            boolean shared) {
        use.requireNodesForLease(userId, shape.nodes(), asked.begin(), asked.end());
        var locked = machines.lockForPlacement(machine.name());
        var term = asked.again();
        endExpired(machine);
        if (term.isLater()) requireFewReserved(userId);
        var begin = term.begin();
        var occupancy = holdings.on(locked, term.now(), null, null);
        if (wanted == null) {
            var free = occupancy
                    .place(shape, begin, term.end())
                    .orElseThrow(() -> noRoom(machine, shape, occupancy.earliest(shape, begin, term.length())));
            return insert(userId, machine, free, term, null, shared);
        }
        if (!occupancy.isFree(wanted, begin, term.end())) throw noRoom(machine, shape, Optional.empty());
        return insert(userId, machine, wanted, term, null, shared);
    }

    private void requireFewReserved(String userId) {
        var reserved = database.sql("""
                        select count(*) from partitions
                        where user_id = :user and state = 'reserved' and expires_at > now()
                        """).param("user", userId).query(Long.class).single();
        if (reserved < settings.maxReserved()) return;
        throw Refusal.of(
                409,
                "too-many-reserved",
                reserved + " leases of yours are to begin later, and that is as many as there may be");
    }

    /// Lets a lease last longer, or end earlier.
    ///
    /// @param length from now on, or from its beginning if that is later
    /// @throws Refusal when somebody else comes next, or it would be too long
    @Transactional
    Partition renew(String userId, String id, Duration length) {
        var found =
                find(userId, id).filter(lease -> isOwner(userId, id)).orElseThrow(() -> Refusal.notFound("partition"));
        var machine = machines.lockForPlacement(found.machine());
        endExpired(machine);
        var lease = find(userId, id).orElseThrow();
        if (!lease.isToBegin() && !lease.stillHeld()) throw ended(id, lease.state());
        if (isForRun(id)) throw ofARun(id);
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var begin = lease.startsAt().isAfter(now) ? lease.startsAt() : now;
        var end = begin.plus(length);
        settings.requireNotTooLong(Duration.between(lease.startsAt(), end));
        var place = new Rectangle(lease.column(), lease.row(), lease.columns(), lease.rows());
        if (!holdings.on(machine, now, null, id).isFree(place, begin, end)) {
            throw Refusal.of(
                    409,
                    "partition-needed-next",
                    "until then somebody else has or waits for nodes of partition " + id + "; ask for less");
        }
        database.sql("update partitions set expires_at = :end where id = :id")
                .param("end", end.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
        return find(userId, id).orElseThrow();
    }

    private boolean isOwner(String userId, String id) {
        return database.sql("select user_id = :user from partitions where id = :id")
                .param("user", userId)
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private boolean isForRun(String id) {
        return database.sql("select for_run from partitions where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /// Whether somebody has a name is not told to who invites.
    private void invite(String id, String owner, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            var pointer = "/users/" + i;
            var user = database.sql("select id from users where name = :name")
                    .param("name", name)
                    .query(String.class)
                    .optional();
            if (user.isPresent() && user.get().equals(owner)) {
                throw Refusal.ofField(422, "invited-twice", pointer, "the partition is yours; name only others");
            }
            var added = database.sql("""
                            insert into partition_users (partition_id, user_id, name, place)
                            values (:id, :user, :name, :place) on conflict do nothing
                            """)
                    .param("id", id)
                    .param("user", user.orElse(null))
                    .param("name", name)
                    .param("place", i + 1)
                    .update();
            if (added == 0) {
                throw Refusal.ofField(422, "invited-twice", pointer, "'" + name + "' is named twice");
            }
        }
    }

    /// That user does not want to use the partition, and does not see it any more.
    ///
    /// @throws Refusal when that user was not invited, or owns it
    @Transactional
    void decline(String userId, String id) {
        var declined = database.sql("""
                        update partition_users set declined_at = now()
                        where partition_id = :id and user_id = :user and declined_at is null
                        """).param("id", id).param("user", userId).update();
        if (declined > 0) return;
        if (find(userId, id).isEmpty()) throw Refusal.notFound("partition");
        throw Refusal.of(409, "partition-is-yours", "the partition is yours; release it instead");
    }

    /// Somebody whom a shared partition is for.
    ///
    /// @param id null for a name that nobody had when it was invited
    public record Invited(@Nullable String id, String name) {}

    /// Who takes part in what is opened on a partition: its owner, and those invited who have not
    /// declined, in the order in which they were named.
    public List<Invited> users(String id) {
        return database.sql("""
                        select user_id, name from (
                            select p.user_id, w.name, 0 as place
                            from partitions p join users w on w.id = p.user_id where p.id = :id
                            union all
                            select user_id, name, place from partition_users
                            where partition_id = :id and declined_at is null) as who
                        order by place
                        """)
                .param("id", id)
                .query((row, _) -> new Invited(row.getString(1), row.getString(2)))
                .list();
    }

    /// Leases a place for one run, held by it, if there is room. Nothing is kept for the run then any more.
    ///
    /// @param machine locked for placement
    /// @param length how long it can need the place
    /// @return the partition's identifier
    @Transactional
    public Optional<String> leaseForRun(
            String run, String userId, NamedMachine machine, MeshShape shape, Duration length) {
        endExpired(machine);
        var term = Term.fromNow(length);
        return holdings.on(machine, term.now(), run, null)
                .place(shape, term.now(), term.end())
                .map(free -> {
                    holdings.forget(run);
                    return insert(userId, machine, free, term, run, false);
                });
    }

    /// Keeps nodes for a run that found no place, unless some are kept for another on that machine.
    ///
    /// @param machine locked for placement
    /// @param length how long it can need them
    @Transactional
    public void keepFor(String run, NamedMachine machine, MeshShape shape, Duration length) {
        holdings.keep(run, machine, shape, length, Instant.now());
    }

    /// Keeps nothing for a run any more.
    public void forget(String run) {
        holdings.forget(run);
    }

    /// The run that a lease was made for is carried out on it once more.
    ///
    /// @param length how long it can need the place
    @Transactional
    public void extendForRun(String id, Duration length) {
        database.sql("update partitions set expires_at = :end where id = :id and for_run")
                .param("end", Instant.now().plus(length).atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
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

    /// The active lease of that user.
    ///
    /// @throws Refusal when it is not that user's, or has ended
    public Partition active(String userId, String id) {
        var partition = find(userId, id).orElseThrow(() -> Refusal.notFound("partition"));
        if (partition.isToBegin()) {
            throw Refusal.ofField(
                    409,
                    "partition-not-begun",
                    "/partition",
                    "partition " + id + " begins at " + partition.startsAt()
                            + ", or as soon after as its nodes are free");
        }
        if (isForRun(id)) throw ofARun(id);
        if (partition.stillHeld()) return partition;
        throw ended(id, partition.state());
    }

    private static Refusal ofARun(String id) {
        return Refusal.ofField(
                409,
                "partition-of-a-run",
                "/partition",
                "partition " + id + " was made for one run and ends with it; lease one of your own");
    }

    /// Keeps a lease from ending while a run relies on it. What comes after its time is refused, also while a run is
    /// still under way on it: else nobody would ever get its nodes.
    ///
    /// @throws Refusal when it has ended meanwhile
    @Transactional
    public void hold(String id) {
        var held = database.sql("""
                        update partitions set holds = holds + 1
                        where id = :id and state = 'active' and expires_at > now()
                        """).param("id", id).update();
        if (held == 0) throw ended(id, "over");
    }

    private static Refusal ended(String id, String state) {
        return Refusal.ofField(
                409, "partition-ended", "/partition", "partition " + id + " is " + state + "; lease another");
    }

    /// Ends one [#hold]; a lease that was made for one run ends with it.
    @Transactional
    public void letGo(String id) {
        letGo(id, 1);
    }

    /// Ends several.
    @Transactional
    public void letGo(String id, int count) {
        database.sql("update partitions set holds = holds - :count where id = :id")
                .param("count", count)
                .param("id", id)
                .update();
        database.sql("""
                        update partitions set state = 'released', ended_at = now()
                        where id = :id and for_run and holds = 0 and state = 'active'
                        """).param("id", id).update();
    }

    /// @throws Refusal `partition-in-use` while a run is queued or running on it
    @Transactional
    void release(String userId, String id) {
        var holds = database.sql("""
                        select holds from partitions
                        where id = :id and user_id = :user and state in ('active', 'reserved') for update
                        """)
                .param("id", id)
                .param("user", userId)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("active partition"));
        if (holds > 0) {
            throw Refusal.of(409, "partition-in-use", "a run is queued or running on it; cancel the run first");
        }
        database.sql("update partitions set state = 'released', ended_at = now() where id = :id")
                .param("id", id)
                .update();
        signal.work();
    }

    Optional<Partition> find(String userId, String id) {
        return database.sql(SELECT + "where p.id = :id and " + MAY_USE)
                .param("id", id)
                .param("user", userId)
                .query(this::row)
                .optional()
                .map(Row::partition);
    }

    List<Row> list(String userId, Paging paging) {
        return database.sql(SELECT + "where " + MAY_USE + " and p.number < :before order by p.number desc limit :limit")
                .param("user", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(this::row)
                .list();
    }

    @Override
    public List<HeldRectangle> on(NamedMachine machine, String userId) {
        return database.sql("select p.* from partitions p where p.machine = :machine and " + HELD
                        + " order by first_row, first_column")
                .param("machine", machine.number())
                .query((row, _) -> held(row, row.getString("user_id").equals(userId)))
                .list();
    }

    @Override
    public List<CalendarEntry> between(NamedMachine machine, String userId, Instant from, Instant until) {
        return database.sql("""
                        select * from (
                            select p.id, 'lease' as kind, p.first_column, p.first_row, p.columns, p.rows,
                                p.user_id = :user as mine, p.starts_at as begins,
                                case when p.ended_at is not null then p.ended_at
                                    when p.state = 'active' then greatest(p.expires_at, now()) else p.expires_at end as ends
                            from partitions p
                            where p.machine = :machine and not p.for_run and p.starts_at < :until
                                and p.starts_at > :from - make_interval(secs => :longest)
                            union all
                            select null, 'run', v.first_column, v.first_row, v.columns, v.rows, r.user_id = :user,
                                v.begins_at, v.ends_at
                            from reservations v join runs r on r.id = v.run_id where v.machine = :machine) as e
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

    @Override
    public List<String> beyond(NamedMachine machine, @Nullable MeshShape left) {
        return database.sql("""
                        select p.id, u.name from partitions p join users u on u.id = p.user_id
                        where p.machine = :machine and (%s or p.state = 'reserved' and p.expires_at > now())
                            and (p.first_column + p.columns > :columns or p.first_row + p.rows > :rows)
                        order by p.number limit :limit
                        """.formatted(HELD))
                .param("machine", machine.number())
                .param("columns", left == null ? 0 : left.columns())
                .param("rows", left == null ? 0 : left.rows())
                .param("limit", NAMED_AT_MOST)
                .query((row, _) -> "partition " + row.getString(1) + " of " + row.getString(2))
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

    /// Done where a place is looked for, and never waits: whoever holds such a row is ending it too.
    private void endExpired(NamedMachine machine) {
        database.sql("""
                        update partitions set state = 'expired', ended_at = now()
                        where id in (select id from partitions
                                     where machine = :machine and state in ('active', 'reserved') and holds = 0
                                         and expires_at <= now()
                                     for update skip locked)
                        """).param("machine", machine.number()).update();
    }

    /// @param run that it is made for; null for one that is leased by hand
    private String insert(
            String userId, NamedMachine machine, Rectangle place, Term term, @Nullable String run, boolean shared) {
        var id = Identifiers.fresh("prt_");
        database.sql("""
                        insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind,
                                                state, for_run, holds, starts_at, expires_at)
                        values (:id, :user, :machine, :column, :row, :columns, :rows, :kind,
                                :state, :forRun, :holds, :starts, :expires)
                        """)
                .param("id", id)
                .param("user", userId)
                .param("machine", machine.number())
                .param("column", place.column())
                .param("row", place.row())
                .param("columns", place.columns())
                .param("rows", place.rows())
                .param("kind", shared ? "shared" : "dedicated")
                .param("state", term.isLater() ? "reserved" : "active")
                .param("forRun", run != null)
                .param("holds", run != null ? 1 : 0)
                .param("starts", term.begin().atOffset(ZoneOffset.UTC))
                .param("expires", term.end().atOffset(ZoneOffset.UTC))
                .update();
        return id;
    }

    /// @param next when there is a place, if that is known
    private static Refusal noRoom(NamedMachine machine, MeshShape shape, Optional<Occupancy.Slot> next) {
        var later = next.map(slot ->
                        "; at " + slot.from().truncatedTo(ChronoUnit.SECONDS) + " there is one, as far as known")
                .orElse("");
        return Refusal.of(
                409,
                "no-free-rectangle",
                "there is no free place for " + shape + " on machine " + machine.name() + " in that time" + later
                        + "; ask for another time or a shorter one, or submit without a partition and wait in the queue");
    }

    private Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new Partition(
                        row.getString("id"),
                        row.getString("machine_name"),
                        row.getInt("first_column"),
                        row.getInt("first_row"),
                        row.getInt("columns"),
                        row.getInt("rows"),
                        row.getString("kind"),
                        row.getString("owner"),
                        invited(row.getString("invited")),
                        row.getString("state_now"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()));
    }

    private List<Partition.PartitionUser> invited(@Nullable String text) {
        if (text == null) return List.of();
        return json.readValue(text, new TypeReference<List<Partition.PartitionUser>>() {});
    }
}
