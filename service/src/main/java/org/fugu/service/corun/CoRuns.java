package org.fugu.service.corun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fugu.exokernel.run.Turns;
import org.fugu.exokernel.run.WireForms;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.CoRunParts;
import org.fugu.service.run.HostMemory;
import org.fugu.service.signal.Signal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The life of a co-run until it is started, one transaction a step. Rows are locked in one order: the
/// user, the co-run, runs, the partition.
@Component
class CoRuns {
    private static final int LONGEST_KEY = 200;
    private static final int BATCH = 100;
    private static final String LEFT = "its owner left the co-run before it was started";
    private static final String NOBODY = "all members have left";

    /// An open co-run, or one that is over, its row locked.
    ///
    /// @param over whether the time for confirmations is
    private record Locked(
            String id,
            CoRunState state,
            boolean over,
            String opener,
            String partition,
            String machine,
            long revision,
            int attempts,
            MeshShape mesh,
            @Nullable Turns turns,
            Fidelity fidelity) {}

    /// A member of a locked one.
    private record Member(
            String userId,
            MemberState state,
            @Nullable String inputs,
            @Nullable String rectangle,
            long startCycle,
            long hostBytes,
            @Nullable String run) {
        Company.Placed placed() {
            if (inputs == null || rectangle == null) throw new IllegalStateException("a member without a job");
            return Company.Placed.read(inputs, rectangle, startCycle, hostBytes);
        }

        boolean isConfirmed() {
            return state == MemberState.CONFIRMED;
        }
    }

    private final JdbcClient database;
    private final Partitions partitions;
    private final Storage storage;
    private final CoRunParts parts;
    private final HostMemory memory;
    private final Signal signal;
    private final AuditLog audit;
    private final JsonMapper json;
    private final CoRunSettings settings;

    CoRuns(
            JdbcClient database,
            Partitions partitions,
            Storage storage,
            CoRunParts parts,
            HostMemory memory,
            Signal signal,
            AuditLog audit,
            JsonMapper json,
            CoRunSettings settings) {
        this.database = database;
        this.partitions = partitions;
        this.storage = storage;
        this.parts = parts;
        this.memory = memory;
        this.signal = signal;
        this.audit = audit;
        this.json = json;
        this.settings = settings;
    }

    /// @param key the `Idempotency-Key`, or null
    /// @return the identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String open(Account account, NewCoRun wanted, @Nullable String key) {
        storage.lock(account.id());
        var hash = hash(wanted);
        if (key != null) {
            var earlier = earlier(account, key, hash);
            if (earlier.isPresent()) return earlier.get();
        }
        storage.requireFreeDisk();
        var partition = partitions.active(account.id(), wanted.partition());
        if (!partition.isShared()) {
            throw Refusal.ofField(
                    422,
                    "partition-is-not-shared",
                    "/partition",
                    "partition " + partition.id() + " is dedicated; lease one of kind 'shared'");
        }
        requireRoom(account);
        var mode = mode(wanted);
        var turns = turns(mode, wanted);
        var id = Identifiers.fresh("cor_");
        var openFor = wanted.minutes() == null ? settings.openFor() : Duration.ofMinutes(wanted.minutes());
        database.sql("""
                        insert into co_runs (id, user_id, partition_id, machine, mode, quantum, skew, fidelity, state,
                            expires_at, open_key, open_hash)
                        select :id, :user, p.id, :machine, :mode, cast(:quantum as bigint), cast(:skew as integer),
                            :fidelity, 'open', least(p.expires_at, now() + make_interval(secs => :seconds)), :key, :hash
                        from partitions p where p.id = :partition
                        """)
                .param("id", id)
                .param("user", account.id())
                .param("machine", partition.machine())
                .param("mode", mode.wireName())
                .param("quantum", turns == null ? null : turns.quantum())
                .param("skew", turns == null ? null : turns.skew())
                .param("fidelity", fidelity(wanted).toString())
                .param("seconds", openFor.toSeconds())
                .param("key", key)
                .param("hash", key == null ? null : hash)
                .param("partition", partition.id())
                .update();
        int place = 0;
        for (var user : partitions.users(partition.id())) {
            database.sql("""
                            insert into co_run_members (co_run_id, user_id, place, state)
                            values (:id, :user, :place, 'invited')
                            """)
                    .param("id", id)
                    .param("user", user)
                    .param("place", place++)
                    .update();
        }
        audit.record(Act.CO_RUN_OPENED, account.id(), id, partition.id());
        return id;
    }

    private Optional<String> earlier(Account account, String key, String hash) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Refusal.of(400, "bad-idempotency-key", "an Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        record Used(String id, String hash) {}
        var used = database.sql("select id, open_hash from co_runs where user_id = :user and open_key = :key")
                .param("user", account.id())
                .param("key", key)
                .query((row, _) -> new Used(row.getString(1), row.getString(2)))
                .optional();
        if (used.isPresent() && !used.get().hash().equals(hash)) {
            throw Refusal.of(
                    422, "idempotency-mismatch", "that Idempotency-Key was used for another co-run; take a new one");
        }
        return used.map(Used::id);
    }

    private String hash(NewCoRun wanted) {
        try {
            var body = json.writeValueAsString(wanted).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void requireRoom(Account account) {
        var open =
                database.sql("""
                        select count(*) from co_runs where user_id = :user and state = 'open' and expires_at > now()
                        """).param("user", account.id()).query(Long.class).single();
        if (open < settings.maxOpen()) return;
        throw Refusal.retryLater(
                429,
                "too-many-co-runs",
                open + " of your co-runs are open already; close or cancel one",
                Duration.ofSeconds(30));
    }

    private static CoRunMode mode(NewCoRun wanted) {
        var mode = wanted.mode();
        if (mode == null) return CoRunMode.RECTANGLES;
        try {
            return CoRunMode.ofWire(mode);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(
                    422, "unknown-mode", "/mode", "mode is 'rectangles' or 'turns', and not '" + mode + "'");
        }
    }

    private static @Nullable Turns turns(CoRunMode mode, NewCoRun wanted) {
        if (mode == CoRunMode.TURNS) {
            return new Turns(
                    wanted.quantum() == null ? Turns.USUAL.quantum() : wanted.quantum(),
                    wanted.skew() == null ? 0 : wanted.skew());
        }
        if (wanted.quantum() == null && wanted.skew() == null) return null;
        throw Refusal.ofField(
                422,
                "no-turns",
                wanted.quantum() == null ? "/skew" : "/quantum",
                "quantum and skew are for the mode 'turns'");
    }

    private static Fidelity fidelity(NewCoRun wanted) {
        try {
            return wanted.fidelity() == null ? new Fidelity.Timing() : Fidelity.parse(wanted.fidelity());
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "bad-field", "/fidelity", String.valueOf(e.getMessage()));
        }
    }

    /// Gives a member a job, or another one, that is not confirmed yet.
    ///
    /// @param match the `If-Match`, or null
    @Transactional
    public void join(Account account, String id, @Nullable String match, Company.Placed job) {
        var coRun = locked(account, id, match);
        requireOpen(coRun);
        var me = member(account, id);
        if (me.isConfirmed()) {
            throw Refusal.of(
                    409,
                    "job-confirmed",
                    "your job is confirmed and stays as it is; leave the co-run, then add another");
        }
        company(coRun, others(account, id)).with(job).require(memory);
        database.sql("""
                        update co_run_members set state = 'joined', inputs = :inputs, rectangle = :rectangle,
                            start_cycle = :start, host_bytes = :bytes, run_id = null
                        where co_run_id = :id and user_id = :user
                        """)
                .param("inputs", job.text())
                .param("rectangle", job.rectangle().toString())
                .param("start", job.startCycle())
                .param("bytes", job.hostBytes())
                .param("id", id)
                .param("user", account.id())
                .update();
        changed(id);
        audit.record(Act.CO_RUN_JOINED, account.id(), id, job.alone().bundle());
    }

    /// The jobs that are confirmed. Who has confirmed first has the place.
    private static Company company(Locked coRun, List<Member> members) {
        var jobs =
                members.stream().filter(Member::isConfirmed).map(Member::placed).toList();
        return new Company(coRun.mesh(), coRun.turns(), coRun.fidelity(), jobs);
    }

    /// The member's job stays as it is, and has a run. When all have confirmed, the co-run starts.
    @Transactional
    public void confirm(Account account, String id, @Nullable String match) {
        storage.lock(account.id());
        var coRun = locked(account, id, match);
        requireOpen(coRun);
        var me = member(account, id);
        if (me.isConfirmed()) return;
        if (me.state() != MemberState.JOINED) {
            throw Refusal.of(409, "no-job", "add a job to the co-run before you confirm it");
        }
        var job = me.placed();
        company(coRun, others(account, id)).with(job).require(memory);
        var run = parts.make(account.id(), id, coRun.partition(), coRun.machine(), job.alone());
        database.sql("""
                        update co_run_members set state = 'confirmed', run_id = :run
                        where co_run_id = :id and user_id = :user
                        """)
                .param("run", run)
                .param("id", id)
                .param("user", account.id())
                .update();
        changed(id);
        audit.record(Act.CO_RUN_CONFIRMED, account.id(), id, run);
        startIfAllHaveConfirmed(coRun);
    }

    /// Starts with those who have confirmed.
    @Transactional
    public void close(Account account, String id, @Nullable String match) {
        var coRun = locked(account, id, match);
        requireOpener(account, coRun);
        requireOpen(coRun);
        if (members(id).stream().noneMatch(Member::isConfirmed)) {
            throw Refusal.of(409, "nobody-confirmed", "no job of the co-run is confirmed yet: there is nothing to run");
        }
        audit.record(Act.CO_RUN_CLOSED, account.id(), id, null);
        start(coRun);
    }

    /// Ends a co-run that has not been started.
    @Transactional
    public void cancel(Account account, String id) {
        var coRun = locked(account, id);
        requireOpener(account, coRun);
        if (coRun.state() != CoRunState.OPEN) {
            throw Refusal.of(
                    409,
                    "co-run-started",
                    "the co-run is " + coRun.state().wireName() + "; each member can cancel their own job");
        }
        audit.record(Act.CO_RUN_CANCELED, account.id(), id, null);
        end(coRun, CoRunState.CANCELED, "its opener canceled it");
    }

    /// The member takes no part any more: at once before the first attempt, and otherwise from a cycle
    /// on that the worker records.
    @Transactional
    public void leave(Account account, String id) {
        var coRun = locked(account, id);
        var me = member(account, id);
        if (coRun.state().hasEnded() || coRun.state() != CoRunState.OPEN && me.state() == MemberState.LEFT) {
            throw Refusal.of(
                    409,
                    "co-run-ended",
                    me.state() == MemberState.LEFT
                            ? "you have no part in the co-run"
                            : "the co-run has ended: it is " + coRun.state().wireName());
        }
        audit.record(Act.CO_RUN_LEFT, account.id(), id, me.run());
        if (coRun.attempts() > 0) {
            if (me.run() != null) parts.cancel(me.run());
            return;
        }
        if (me.isConfirmed() && me.run() != null) parts.withdraw(me.run(), LEFT);
        database.sql("""
                        update co_run_members set state = 'left', inputs = null, rectangle = null, start_cycle = null,
                            host_bytes = null, job = null
                        where co_run_id = :id and user_id = :user
                        """).param("id", id).param("user", account.id()).update();
        changed(id);
        var left = members(id);
        if (left.stream().allMatch(member -> member.state() == MemberState.LEFT)) {
            end(coRun, CoRunState.CANCELED, NOBODY);
        } else if (coRun.state() == CoRunState.OPEN) {
            startIfAllHaveConfirmed(coRun);
        } else {
            start(coRun);
        }
    }

    private void startIfAllHaveConfirmed(Locked coRun) {
        var members = members(coRun.id());
        boolean all = members.stream().allMatch(member -> member.isConfirmed() || member.state() == MemberState.LEFT);
        if (all) start(coRun);
    }

    /// Stores what is carried out: the jobs that are confirmed now, in the order of the members.
    private void start(Locked coRun) {
        var inputs = company(coRun, members(coRun.id())).inputs();
        database.sql("""
                        update co_run_members m set
                            state = case when state = 'confirmed' then 'confirmed' else 'left' end,
                            job = case when state = 'confirmed' then (
                                select count(*) from co_run_members b
                                where b.co_run_id = m.co_run_id and b.state = 'confirmed' and b.place < m.place) end
                        where co_run_id = :id
                        """).param("id", coRun.id()).update();
        database.sql("""
                        update co_runs set state = 'queued', request = :request, revision = revision + 1
                        where id = :id
                        """)
                .param("request", new String(WireForms.REQUEST.write(inputs), StandardCharsets.UTF_8))
                .param("id", coRun.id())
                .update();
        parts.release(coRun.id());
        signal.work();
    }

    /// Ends some of those that were not started in time. Those that somebody has locked are left for the
    /// next time.
    ///
    /// @return how many
    @Transactional
    public int expire() {
        var over = database.sql("""
                        select c.*, p.columns, p.rows, true as over
                        from co_runs c join partitions p on p.id = c.partition_id
                        where c.state = 'open' and c.expires_at <= now()
                        order by c.expires_at limit :limit for update of c skip locked
                        """).param("limit", BATCH).query(CoRuns::locked).list();
        for (var coRun : over) end(coRun, CoRunState.EXPIRED, "not all members had confirmed in time");
        return over.size();
    }

    private void end(Locked coRun, CoRunState state, String message) {
        for (var member : members(coRun.id())) {
            if (member.isConfirmed() && member.run() != null) {
                parts.withdraw(member.run(), "co-run " + coRun.id() + " was not started: " + message);
            }
        }
        database.sql("""
                        update co_runs set state = :state, message = :message, finished_at = now(),
                            revision = revision + 1
                        where id = :id
                        """)
                .param("state", state.wireName())
                .param("message", message)
                .param("id", coRun.id())
                .update();
    }

    private void changed(String id) {
        database.sql("update co_runs set revision = revision + 1 where id = :id")
                .param("id", id)
                .update();
    }

    private static void requireOpen(Locked coRun) {
        if (coRun.state() == CoRunState.OPEN && !coRun.over()) return;
        throw Refusal.of(
                409,
                "co-run-not-open",
                "the co-run is " + (coRun.over() ? "expired" : coRun.state().wireName()) + "; open another");
    }

    private static void requireOpener(Account account, Locked coRun) {
        if (coRun.opener().equals(account.id())) return;
        throw Refusal.of(403, "not-the-opener", "only who opened the co-run may do that");
    }

    private Locked locked(Account account, String id, @Nullable String match) {
        if (match == null) {
            throw Refusal.of(
                    428, "if-match-missing", "send the ETag of GET /api/v1/co-runs/" + id + " in the header If-Match");
        }
        var coRun = locked(account, id);
        if (CoRunRows.matches(match, coRun.revision())) return coRun;
        throw Refusal.of(412, "co-run-changed", "the co-run was changed meanwhile; look at it and ask again");
    }

    private Locked locked(Account account, String id) {
        return database.sql("""
                        select c.*, p.columns, p.rows, c.state = 'open' and c.expires_at <= now() as over
                        from co_runs c join partitions p on p.id = c.partition_id
                        where c.id = :id and exists (
                            select 1 from co_run_members m where m.co_run_id = c.id and m.user_id = :user)
                        for no key update of c
                        """)
                .param("id", id)
                .param("user", account.id())
                .query(CoRuns::locked)
                .optional()
                .orElseThrow(() -> Refusal.notFound("co-run"));
    }

    private static Locked locked(ResultSet row, int index) throws SQLException {
        var quantum = row.getObject("quantum", Long.class);
        return new Locked(
                row.getString("id"),
                CoRunState.ofWire(row.getString("state")),
                row.getBoolean("over"),
                row.getString("user_id"),
                row.getString("partition_id"),
                row.getString("machine"),
                row.getLong("revision"),
                row.getInt("attempts"),
                new MeshShape(row.getInt("columns"), row.getInt("rows")),
                quantum == null ? null : new Turns(quantum, row.getInt("skew")),
                Fidelity.parse(row.getString("fidelity")));
    }

    private List<Member> members(String id) {
        return database.sql("select * from co_run_members where co_run_id = :id order by place")
                .param("id", id)
                .query((row, _) -> new Member(
                        row.getString("user_id"),
                        MemberState.ofWire(row.getString("state")),
                        row.getString("inputs"),
                        row.getString("rectangle"),
                        row.getLong("start_cycle"),
                        row.getLong("host_bytes"),
                        row.getString("run_id")))
                .list();
    }

    private Member member(Account account, String id) {
        return members(id).stream()
                .filter(member -> member.userId().equals(account.id()))
                .findFirst()
                .orElseThrow();
    }

    private List<Member> others(Account account, String id) {
        return members(id).stream()
                .filter(member -> !member.userId().equals(account.id()))
                .toList();
    }
}
