package org.fugu.service.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.listing.Paging;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The leases that users make. Placement happens under a lock on the machine, and the database's exclusion
/// constraint stands behind it. A partition's row is locked after its machine's and after any run's.
@Component
public class Partitions {
    private final JdbcClient database;
    private final PartitionRows rows;
    private final PartitionUsers users;
    private final Machines machines;
    private final Holdings holdings;
    private final LeaseTimes times;
    private final WaitingLeases waiting;
    private final LeaseForecasts forecasts;
    private final NodeUse use;
    private final LeaseSettings settings;
    private final Signal signal;

    Partitions(
            JdbcClient database,
            PartitionRows rows,
            PartitionUsers users,
            Machines machines,
            Holdings holdings,
            LeaseTimes times,
            WaitingLeases waiting,
            LeaseForecasts forecasts,
            NodeUse use,
            LeaseSettings settings,
            Signal signal) {
        this.database = database;
        this.rows = rows;
        this.users = users;
        this.machines = machines;
        this.holdings = holdings;
        this.times = times;
        this.waiting = waiting;
        this.forecasts = forecasts;
        this.use = use;
        this.settings = settings;
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
    /// @param until up to when the lease waits for a place; null if it does not wait
    /// @throws Refusal `no-free-rectangle` when that place, or any, is not free, and it does not wait
    @Transactional
    public Partition lease(
            String userId,
            NamedMachine machine,
            WantedPlace wanted,
            Term asked,
            @Nullable Instant until,
            Sharing sharing) {
        var id = until == null
                ? leaseNow(userId, machine, wanted, asked, sharing.isShared())
                : leaseOrWait(userId, machine, wanted, asked, until, sharing.isShared());
        users.invite(id, userId, sharing.users());
        return find(userId, id).orElseThrow();
    }

    private String leaseNow(String userId, NamedMachine machine, WantedPlace wanted, Term asked, boolean shared) {
        use.requireNodesForLease(userId, wanted.shape().nodes(), asked.begin(), asked.end());
        var locked = lockInTurn(machine.name());
        var term = asked.again();
        if (term.isLater()) requireFewReserved(userId);
        var occupancy = holdings.on(locked, term.now(), Holder.NOBODY);
        var place = wanted.find(occupancy, term.begin(), term.end())
                .orElseThrow(() -> noRoom(machine, wanted, occupancy, term));
        return rows.insert(userId, machine, place, term, null, shared);
    }

    private String leaseOrWait(
            String userId, NamedMachine machine, WantedPlace wanted, Term asked, Instant until, boolean shared) {
        use.requireNodesSomeDay(userId, wanted.shape().nodes());
        var locked = lockInTurn(machine.name());
        var term = asked.again();
        if (term.isLater()) requireFewReserved(userId);
        var id = waiting.add(userId, locked, wanted, term, until, shared);
        waiting.allocate(locked);
        return id;
    }

    /// Locks a machine for placement. Those who wait for it have their turn before anything else is placed.
    private NamedMachine lockInTurn(String name) {
        var machine = machines.lockForPlacement(name);
        times.endExpired(machine);
        waiting.allocate(machine);
        return machine;
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
    public Partition renew(String userId, String id, Duration length) {
        var found = rows.find(userId, id)
                .filter(lease -> rows.isOwner(userId, id))
                .orElseThrow(() -> Refusal.notFound("partition"));
        var machine = lockInTurn(found.machine());
        var lease = rows.find(userId, id).orElseThrow();
        if (lease.isWaiting()) throw notBegun(lease);
        if (!lease.isToBegin() && !lease.stillHeld()) throw ended(id, lease.state());
        if (rows.isForRun(id)) throw ofARun(id);
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var begin = lease.startsAt().isAfter(now) ? lease.startsAt() : now;
        var end = begin.plus(length);
        settings.requireNotTooLong(Duration.between(lease.startsAt(), end));
        if (!holdings.on(machine, now, Holder.lease(id)).isFree(lease.place(), begin, end)) {
            throw Refusal.of(
                    409,
                    "partition-needed-next",
                    "until then somebody else has or waits for nodes of partition " + id + "; ask for less");
        }
        database.sql("update partitions set expires_at = :end where id = :id")
                .param("end", end.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
        // Those who wait may have their turn earlier now.
        signal.work();
        return rows.find(userId, id).orElseThrow();
    }

    /// The active lease of that user.
    ///
    /// @throws Refusal when it is not that user's, or has ended
    public Partition active(String userId, String id) {
        var partition = rows.find(userId, id).orElseThrow(() -> Refusal.notFound("partition"));
        if (partition.isToBegin() || partition.isWaiting()) throw notBegun(partition);
        if (rows.isForRun(id)) throw ofARun(id);
        if (partition.stillHeld()) return partition;
        throw ended(id, partition.state());
    }

    private static Refusal notBegun(Partition partition) {
        return Refusal.ofField(
                409,
                "partition-not-begun",
                "/partition",
                "partition " + partition.id()
                        + (partition.isWaiting()
                                ? " waits for a place"
                                : " begins at " + partition.startsAt() + ", or as soon after as its nodes are free"));
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
        database.sql("""
                        update partitions set holds = holds - :count,
                            state = case when for_run and holds = :count and state = 'active' then 'released'
                                else state end,
                            ended_at = case when for_run and holds = :count and state = 'active' then now()
                                else ended_at end
                        where id = :id
                        """).param("count", count).param("id", id).update();
    }

    /// Gives a lease back, or up if it waits.
    ///
    /// @throws Refusal `partition-in-use` while a run is queued or running on it
    @Transactional
    public void release(String userId, String id) {
        var holds = database.sql("""
                        select holds from partitions
                        where id = :id and user_id = :user and state in ('active', 'reserved', 'waiting') for update
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
        signal.changed(id);
    }

    Optional<Partition> find(String userId, String id) {
        return rows.find(userId, id).map(forecasts::estimated);
    }

    List<PartitionRows.Row> list(String userId, Paging paging) {
        return rows.list(userId, paging).stream()
                .map(row -> new PartitionRows.Row(row.number(), forecasts.estimated(row.partition())))
                .toList();
    }

    private static Refusal noRoom(NamedMachine machine, WantedPlace wanted, Occupancy occupancy, Term term) {
        var later = wanted.earliest(occupancy, term.begin(), term.length())
                .map(slot -> "; at " + slot.from().truncatedTo(ChronoUnit.SECONDS) + " there is one, as far as known")
                .orElse("");
        return Refusal.of(
                409,
                "no-free-rectangle",
                "there is no free place for " + wanted.shape() + " on machine " + machine.name() + " in that time"
                        + later + "; ask for another time or a shorter one, wait for it with \"wait\": true, or submit"
                        + " without a partition and wait in the queue");
    }
}
