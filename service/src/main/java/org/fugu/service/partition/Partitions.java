package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.machine.HeldRectangle;
import org.fugu.service.machine.MachineUse;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.machine.Tenancy;
import org.fugu.service.problem.Refusal;
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

    /// A lease that ran out is over, though its row may not say so yet.
    private static final String HELD = "p.state = 'active' and (p.holds > 0 or p.expires_at > now())";

    private static final String SELECT = """
            select p.*, m.name as machine_name, o.name as owner,
                   (select jsonb_agg(jsonb_build_object('name', i.name, 'declined', i.declined_at is not null)
                                     order by i.place)
                    from partition_users i where i.partition_id = p.id) as invited,
                   case when p.state <> 'active' then p.state when %s then 'active' else 'expired' end as state_now
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
    private final Signal signal;
    private final JsonMapper json;

    Partitions(JdbcClient database, Machines machines, Signal signal, JsonMapper json) {
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
            Duration length,
            Sharing sharing) {
        var id = lease(userId, machine, shape, wanted, length, sharing.isShared());
        invite(id, userId, sharing.users());
        return find(userId, id).orElseThrow();
    }

    private String lease(
            String userId,
            NamedMachine machine,
            MeshShape shape,
            @Nullable Rectangle wanted,
            Duration length,
            boolean shared) {
        var mesh = machines.lockForPlacement(machine.name()).mesh();
        endExpired(machine);
        var taken = taken(machine);
        if (wanted == null) {
            var free = Rectangle.firstFree(mesh, shape, taken).orElseThrow(() -> noRoom(machine, shape));
            return insert(userId, machine, free, length, false, shared);
        }
        if (!wanted.fitsOn(mesh)) throw noRoom(machine, shape);
        if (taken.stream().anyMatch(wanted::overlaps)) throw noRoom(machine, shape);
        return insert(userId, machine, wanted, length, false, shared);
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

    /// Leases a place for one run, held by it, if there is room.
    ///
    /// @param machine locked for placement
    /// @return the partition's identifier
    @Transactional
    public Optional<String> leaseForRun(String userId, NamedMachine machine, MeshShape shape, Duration length) {
        endExpired(machine);
        return Rectangle.firstFree(machine.mesh(), shape, taken(machine))
                .map(free -> insert(userId, machine, free, length, true, false));
    }

    /// The active lease of that user.
    ///
    /// @throws Refusal when it is not that user's, or has ended
    public Partition active(String userId, String id) {
        var partition = find(userId, id).orElseThrow(() -> Refusal.notFound("partition"));
        if (partition.stillHeld()) return partition;
        throw ended(id, partition.state());
    }

    /// Keeps a lease from ending while a run relies on it.
    ///
    /// @throws Refusal when it has ended meanwhile
    @Transactional
    public void hold(String id) {
        var held = database.sql("update partitions p set holds = holds + 1 where p.id = :id and " + HELD)
                .param("id", id)
                .update();
        if (held == 0) throw ended(id, "over");
    }

    private static Refusal ended(String id, String state) {
        return Refusal.ofField(
                409, "partition-ended", "/partition", "partition " + id + " is " + state + "; lease another");
    }

    /// Ends one [#hold]; a lease that was made for one run ends with it.
    @Transactional
    public void letGo(String id) {
        database.sql("update partitions set holds = holds - 1 where id = :id")
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
                        where id = :id and user_id = :user and state = 'active' for update
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
    public List<String> beyond(NamedMachine machine, @Nullable MeshShape left) {
        return database.sql("""
                        select p.id, u.name from partitions p join users u on u.id = p.user_id
                        where p.machine = :machine and %s
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
                                     where machine = :machine and state = 'active' and holds = 0
                                         and expires_at <= now()
                                     for update skip locked)
                        """).param("machine", machine.number()).update();
    }

    private List<Rectangle> taken(NamedMachine machine) {
        return database.sql("select * from partitions where machine = :machine and state = 'active'")
                .param("machine", machine.number())
                .query((row, _) -> new Rectangle(
                        row.getInt("first_column"), row.getInt("first_row"), row.getInt("columns"), row.getInt("rows")))
                .list();
    }

    private String insert(
            String userId, NamedMachine machine, Rectangle place, Duration length, boolean forRun, boolean shared) {
        var id = Identifiers.fresh("prt_");
        database.sql("""
                        insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind,
                                                state, for_run, holds, expires_at)
                        values (:id, :user, :machine, :column, :row, :columns, :rows, :kind,
                                'active', :forRun, :holds, :expires)
                        """)
                .param("id", id)
                .param("user", userId)
                .param("machine", machine.number())
                .param("column", place.column())
                .param("row", place.row())
                .param("columns", place.columns())
                .param("rows", place.rows())
                .param("kind", shared ? "shared" : "dedicated")
                .param("forRun", forRun)
                .param("holds", forRun ? 1 : 0)
                .param("expires", Instant.now().plus(length).atOffset(ZoneOffset.UTC))
                .update();
        return id;
    }

    private static Refusal noRoom(NamedMachine machine, MeshShape shape) {
        return Refusal.of(
                409,
                "no-free-rectangle",
                "there is no free place for " + shape + " on machine " + machine.name()
                        + " at the moment; release a partition, or submit without one and wait in the queue");
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
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()));
    }

    private List<Partition.PartitionUser> invited(@Nullable String text) {
        if (text == null) return List.of();
        return json.readValue(text, new TypeReference<List<Partition.PartitionUser>>() {});
    }
}
