package org.fugu.service.corun;

import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.disk.HeldDisks;
import org.fugu.service.input.HeldInputs;
import org.fugu.service.input.InputOrder;
import org.fugu.service.input.InputUploads;
import org.fugu.service.problem.Refusal;
import org.fugu.service.run.CoRunParts;
import org.fugu.service.run.HostMemory;
import org.fugu.service.run.RunBelongings;
import org.fugu.service.run.RunReading;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What members do with a co-run until it is started, one transaction a step. Rows are locked in one
/// order: the user, the co-run, runs, the partition.
@Component
class CoRuns {
    private static final String LEFT = "its owner left the co-run before it was started";
    private static final String NOBODY = "all members have left";

    private final JdbcClient database;
    private final CoRunMembers members;
    private final CoRunStart start;
    private final CoRunParts parts;
    private final InputUploads uploads;
    private final HeldInputs inputs;
    private final HeldDisks disks;
    private final Storage storage;
    private final HostMemory memory;
    private final AuditLog audit;

    CoRuns(
            JdbcClient database,
            CoRunMembers members,
            CoRunStart start,
            CoRunParts parts,
            InputUploads uploads,
            HeldInputs inputs,
            HeldDisks disks,
            Storage storage,
            HostMemory memory,
            AuditLog audit) {
        this.database = database;
        this.members = members;
        this.start = start;
        this.parts = parts;
        this.uploads = uploads;
        this.inputs = inputs;
        this.disks = disks;
        this.storage = storage;
        this.memory = memory;
        this.audit = audit;
    }

    /// Gives a member a job, or another one, that is not confirmed yet. What it reads and begins with stays from now
    /// on.
    ///
    /// @param match the `If-Match`, or null
    @Transactional
    public void join(Account account, String id, @Nullable String match, WantedJob planned) {
        var job = planned.placed();
        storage.lock(account.id());
        var coRun = members.lock(account, id, match);
        coRun.requireOpen();
        var me = members.member(account, id);
        if (me.isConfirmed()) {
            throw Refusal.of(
                    409,
                    "job-confirmed",
                    "your job is confirmed and stays as it is; leave the co-run, then add another");
        }
        members.confirmedBesides(account, coRun).with(job).require(memory);
        var library = job.alone().first().library();
        database.sql("""
                        update co_run_members set state = 'joined', inputs = :inputs, bundle_digest = :bundle,
                            libos_digest = :libos, rectangle = :rectangle, start_cycle = :start, host_bytes = :bytes,
                            run_id = null, trace_from = cast(:traceFrom as bigint), trace_to = cast(:traceTo as bigint)
                        where co_run_id = :id and user_id = :user
                        """)
                .param("inputs", job.text())
                .param("bundle", job.alone().bundle())
                .param("libos", library == null ? null : library.bundle())
                .param("rectangle", job.rectangle().toString())
                .param("start", job.startCycle())
                .param("bytes", job.hostBytes())
                .param("traceFrom", job.trace() == null ? null : job.trace().from())
                .param("traceTo", job.trace() == null ? null : job.trace().to())
                .param("id", id)
                .param("user", account.id())
                .update();
        if (planned.stdin() != null) uploads.storeText(account.id(), RunReading.bytes(planned.stdin()));
        inputs.hold(id, account.id(), planned.reads());
        disks.hold(id, account.id(), planned.disk());
        members.changed(id);
        audit.record(Act.CO_RUN_JOINED, account.id(), id, job.alone().bundle());
    }

    /// The member's job stays as it is, and has a run. When all have confirmed, the co-run starts.
    @Transactional
    public void confirm(Account account, String id, @Nullable String match) {
        storage.lock(account.id());
        var coRun = members.lock(account, id, match);
        coRun.requireOpen();
        var me = members.member(account, id);
        if (me.isConfirmed()) return;
        if (me.state() != MemberState.JOINED) {
            throw Refusal.of(409, "no-job", "add a job to the co-run before you confirm it");
        }
        var job = me.placed();
        members.confirmedBesides(account, coRun).with(job).require(memory);
        var run = parts.make(
                account.id(),
                id,
                coRun.partition(),
                coRun.machine(),
                job.alone(),
                new RunBelongings(job.trace(), disks.of(id, account.id()), inputs.of(id, account.id())));
        database.sql("""
                        update co_run_members set state = 'confirmed', run_id = :run
                        where co_run_id = :id and user_id = :user
                        """)
                .param("run", run)
                .param("id", id)
                .param("user", account.id())
                .update();
        members.changed(id);
        audit.record(Act.CO_RUN_CONFIRMED, account.id(), id, run);
        start.startIfAllHaveConfirmed(coRun);
    }

    /// Starts with those who have confirmed.
    @Transactional
    public void close(Account account, String id, @Nullable String match) {
        var coRun = members.lock(account, id, match);
        coRun.requireOpener(account);
        coRun.requireOpen();
        if (members.of(id).stream().noneMatch(LockedMember::isConfirmed)) {
            throw Refusal.of(409, "nobody-confirmed", "no job of the co-run is confirmed yet: there is nothing to run");
        }
        audit.record(Act.CO_RUN_CLOSED, account.id(), id, null);
        start.start(coRun);
    }

    /// Ends a co-run that has not been started.
    @Transactional
    public void cancel(Account account, String id) {
        var coRun = members.lock(account, id);
        coRun.requireOpener(account);
        if (coRun.state() != CoRunState.OPEN) {
            throw Refusal.of(
                    409,
                    "co-run-started",
                    "the co-run is " + coRun.state().wireName() + "; each member can cancel their own job");
        }
        audit.record(Act.CO_RUN_CANCELED, account.id(), id, null);
        start.end(coRun, CoRunState.CANCELED, "its opener canceled it");
    }

    /// The member takes no part any more: at once before the first attempt, and otherwise from a cycle
    /// on that the worker records.
    @Transactional
    public void leave(Account account, String id) {
        var coRun = members.lock(account, id);
        var me = members.member(account, id);
        if (coRun.state().hasEnded() || (coRun.state() != CoRunState.OPEN && me.state() == MemberState.LEFT)) {
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
                        update co_run_members set state = 'left', inputs = null, bundle_digest = null,
                            libos_digest = null, rectangle = null, start_cycle = null, host_bytes = null, job = null,
                            trace_from = null, trace_to = null
                        where co_run_id = :id and user_id = :user
                        """).param("id", id).param("user", account.id()).update();
        inputs.hold(id, account.id(), InputOrder.NONE);
        disks.hold(id, account.id(), null);
        members.changed(id);
        var left = members.of(id);
        if (left.stream().allMatch(member -> member.state() == MemberState.LEFT)) {
            start.end(coRun, CoRunState.CANCELED, NOBODY);
        } else if (coRun.state() == CoRunState.OPEN) {
            start.startIfAllHaveConfirmed(coRun);
        } else {
            start.start(coRun);
        }
    }
}
