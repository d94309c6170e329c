package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.machine.Machines;
import org.fugu.service.machine.NamedMachine;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.signal.Signal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The line of leases that wait for a place on a machine, in the order in which they were asked for.
///
/// Whoever places anything on a machine lets these have their turn first. One that finds no place lets those behind it
/// pass, but the first one has nodes kept for it as a run has, so that nothing delays it. Who may have no more nodes
/// now is passed by all.
@Component
class WaitingLeases {
    /// Of one machine, so that a look at the line stays short.
    private static final int MOST_IN_LINE = 1000;

    private static final String OF_MACHINE = "from partitions where machine = :machine and state = 'waiting'";

    /// A lease that waits.
    ///
    /// @param notBefore when it is to begin at the earliest
    /// @param until when it is given up
    /// @param told what its owner is told that it waits for
    record Asked(
            String id,
            String user,
            WantedPlace wanted,
            Instant notBefore,
            Duration length,
            Instant until,
            @Nullable String told) {
        /// Whether there is no place for this if there is none for the other.
        boolean needsAsMuchAs(Asked other) {
            return wanted.place() == null
                    && other.wanted.place() == null
                    && wanted.shape().columns() >= other.wanted.shape().columns()
                    && wanted.shape().rows() >= other.wanted.shape().rows()
                    && length.compareTo(other.length) >= 0;
        }
    }

    private final JdbcClient database;
    private final Machines machines;
    private final Holdings holdings;
    private final LeaseTimes times;
    private final NodeUse use;
    private final LeaseSettings settings;
    private final AuditLog audit;
    private final Signal signal;

    WaitingLeases(
            JdbcClient database,
            Machines machines,
            Holdings holdings,
            LeaseTimes times,
            NodeUse use,
            LeaseSettings settings,
            AuditLog audit,
            Signal signal) {
        this.database = database;
        this.machines = machines;
        this.holdings = holdings;
        this.times = times;
        this.use = use;
        this.settings = settings;
        this.audit = audit;
        this.signal = signal;
    }

    /// Puts a lease at the end of the line.
    ///
    /// @param machine locked for placement
    /// @param until when it is given up
    /// @return its identifier
    /// @throws Refusal `too-many-waiting`
    @Transactional(propagation = Propagation.MANDATORY)
    public String add(
            String userId, NamedMachine machine, WantedPlace wanted, Term term, Instant until, boolean shared) {
        requireFew(userId, machine);
        var id = Identifiers.fresh("prt_");
        var place = Optional.ofNullable(wanted.place());
        database.sql("""
                        insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind,
                            state, for_run, starts_at, expires_at, waits_until, minutes)
                        values (:id, :user, :machine, :column, :row, :columns, :rows, :kind,
                            'waiting', false, :starts, :until, :until, :minutes)
                        """)
                .param("id", id)
                .param("user", userId)
                .param("machine", machine.number())
                .param("column", place.map(Rectangle::column).orElse(null))
                .param("row", place.map(Rectangle::row).orElse(null))
                .param("columns", wanted.shape().columns())
                .param("rows", wanted.shape().rows())
                .param("kind", shared ? "shared" : "dedicated")
                .param("starts", term.begin().atOffset(ZoneOffset.UTC))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("minutes", term.length().toMinutes())
                .update();
        return id;
    }

    private void requireFew(String userId, NamedMachine machine) {
        record Waiting(long own, long all) {}
        var waiting = database.sql("""
                        select (select count(*) from partitions where user_id = :user and state = 'waiting') as own,
                            (select count(*) %s) as everybodys
                        """.formatted(OF_MACHINE))
                .param("user", userId)
                .param("machine", machine.number())
                .query((row, _) -> new Waiting(row.getLong(1), row.getLong(2)))
                .single();
        if (waiting.own() < settings.maxWaiting() && waiting.all() < MOST_IN_LINE) return;
        throw Refusal.of(
                409,
                "too-many-waiting",
                waiting.own() + " leases of yours wait, and " + waiting.all() + " for machine " + machine.name()
                        + "; there may be " + settings.maxWaiting() + " and " + MOST_IN_LINE);
    }

    /// The line of a machine.
    List<Asked> on(NamedMachine machine) {
        return database.sql("select * " + OF_MACHINE + " order by number")
                .param("machine", machine.number())
                .query(WaitingLeases::asked)
                .list();
    }

    /// The machines that somebody waits for, or has waited for, by name.
    List<String> machines() {
        return database.sql("""
                        select m.name from machines m where m.retired_at is null and (
                            exists (select 1 from partitions p where p.machine = m.number and p.state = 'waiting')
                            or exists (select 1 from reservations v where v.machine = m.number
                                           and v.partition_id is not null))
                        order by m.name
                        """).query(String.class).list();
    }

    /// When something is over, or may begin, that somebody waits for.
    Optional<Instant> nextChange() {
        return database.sql("""
                        select min(at) as at from (
                            select p.expires_at as at from partitions p
                            where p.state in ('active', 'reserved', 'waiting') and p.expires_at > now()
                                and p.machine in (select w.machine from partitions w where w.state = 'waiting')
                            union all
                            select p.starts_at from partitions p where p.state = 'waiting' and p.starts_at > now()) as all_
                        """)
                .query((row, _) -> Optional.ofNullable(row.getObject("at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant))
                .single();
    }

    /// Lets those who wait for a machine have what is free.
    @Transactional
    public void allocate(String machine) {
        var locked = machines.lockForPlacement(machine);
        times.endExpired(locked);
        allocate(locked);
    }

    /// The same.
    ///
    /// @param machine locked for placement
    @Transactional(propagation = Propagation.MANDATORY)
    public void allocate(NamedMachine machine) {
        forgetOfEnded(machine);
        var line = on(machine);
        if (!line.isEmpty()) new Round(machine).all(line);
    }

    private void forgetOfEnded(NamedMachine machine) {
        database.sql("""
                        delete from reservations v where v.machine = :machine and exists (
                            select 1 from partitions p where p.id = v.partition_id and p.state <> 'waiting')
                        """).param("machine", machine.number()).update();
    }

    /// One look at the line of a machine that is locked.
    private final class Round {
        private final NamedMachine machine;
        private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        private final List<Asked> passed = new ArrayList<>();
        private final List<Asked> withoutPlace = new ArrayList<>();
        /// For which lease nodes are kept.
        private @Nullable String first;
        /// What is held and kept at the moment; null when that has changed.
        private @Nullable Occupancy occupancy;

        Round(NamedMachine machine) {
            this.machine = machine;
            this.first = holdings.firstLease(machine).orElse(null);
        }

        void all(List<Asked> line) {
            for (var lease : line) {
                if (!hasTurn(lease)) break;
            }
            keepForFirst();
        }

        /// @return whether those behind it may have theirs
        private boolean hasTurn(Asked lease) {
            var place = find(lease);
            if (place.isEmpty()) {
                say(lease, "room");
                withoutPlace.add(lease);
                passed.add(lease);
                return true;
            }
            if (!use.tryLockNodes(lease.user())) {
                // Somebody gives that user nodes at this moment. Then it is looked at once more.
                signal.work();
                passed.add(lease);
                return false;
            }
            var term = term(lease);
            if (!use.hasNodesForLease(lease.user(), lease.wanted().shape().nodes(), term.begin(), term.end())) {
                say(lease, "quota");
                forget(lease);
                return true;
            }
            begin(lease, place.get(), term);
            return true;
        }

        private Term term(Asked lease) {
            var begin = lease.notBefore().isAfter(now) ? lease.notBefore() : now;
            return new Term(now, begin, lease.length());
        }

        private Optional<Rectangle> find(Asked lease) {
            var term = term(lease);
            if (isFirst(lease)) {
                return holdings.place(
                        machine,
                        Holder.lease(lease.id()),
                        term,
                        free -> lease.wanted().find(free, term.begin(), term.end()));
            }
            if (!term.isLater() && withoutPlace.stream().anyMatch(lease::needsAsMuchAs)) return Optional.empty();
            var known = occupancy;
            if (known == null) known = holdings.on(machine, now, Holder.NOBODY);
            occupancy = known;
            return lease.wanted().find(known, term.begin(), term.end());
        }

        private boolean isFirst(Asked lease) {
            return lease.id().equals(first);
        }

        private void begin(Asked lease, Rectangle place, Term term) {
            var begun = database.sql("""
                            update partitions set state = :state, first_column = :column, first_row = :row,
                                starts_at = :starts, expires_at = :expires, waits_until = null, waiting_for = null
                            where id = :id and state = 'waiting'
                            """)
                    .param("state", term.isLater() ? "reserved" : "active")
                    .param("column", place.column())
                    .param("row", place.row())
                    .param("starts", term.begin().atOffset(ZoneOffset.UTC))
                    .param("expires", term.end().atOffset(ZoneOffset.UTC))
                    .param("id", lease.id())
                    .update();
            forget(lease);
            occupancy = null;
            // It may have been given up a moment ago.
            if (begun == 0) return;
            audit.recordOfService(
                    Act.PARTITION_LEASED,
                    lease.user(),
                    lease.id(),
                    lease.wanted().shape() + " of " + machine.name() + ", after it waited");
            times.tell(lease.user(), lease.id(), true);
            signal.changed(lease.id());
        }

        private void forget(Asked lease) {
            if (!isFirst(lease)) return;
            holdings.forget(Holder.lease(lease.id()));
            first = null;
            occupancy = null;
            withoutPlace.clear();
        }

        private void keepForFirst() {
            for (var lease : passed) {
                if (first != null && !isFirst(lease)) continue;
                if (first == null && !mayBeFirst(lease)) continue;
                var term = term(lease);
                holdings.keep(
                        Holder.lease(lease.id()),
                        machine,
                        now,
                        lease.length(),
                        others -> lease.wanted().earliest(others, term.begin(), lease.length()));
                return;
            }
        }

        private boolean mayBeFirst(Asked lease) {
            var term = term(lease);
            return use.hasNodesForLease(lease.user(), lease.wanted().shape().nodes(), term.begin(), term.end());
        }

        private void say(Asked lease, String what) {
            if (what.equals(lease.told())) return;
            database.sql("update partitions set waiting_for = :what where id = :id and state = 'waiting'")
                    .param("what", what)
                    .param("id", lease.id())
                    .update();
        }
    }

    private static Asked asked(ResultSet row, int index) throws SQLException {
        var shape = new MeshShape(row.getInt("columns"), row.getInt("rows"));
        var isNamed = row.getObject("first_column") != null;
        return new Asked(
                row.getString("id"),
                row.getString("user_id"),
                new WantedPlace(shape, isNamed ? Holdings.rectangle(row) : null),
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                Duration.ofMinutes(row.getInt("minutes")),
                row.getObject("waits_until", OffsetDateTime.class).toInstant(),
                row.getString("waiting_for"));
    }
}
