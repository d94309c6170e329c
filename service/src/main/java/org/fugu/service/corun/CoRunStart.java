package org.fugu.service.corun;

import java.nio.charset.StandardCharsets;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.disk.HeldDisks;
import org.fugu.service.input.HeldInputs;
import org.fugu.service.input.InputOrder;
import org.fugu.service.run.CoRunParts;
import org.fugu.service.signal.Signal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// How a co-run stops being open: it is started, or it is ended before that. Whoever calls has its row
/// locked.
@Component
class CoRunStart {
    private static final int BATCH = 100;

    private final JdbcClient database;
    private final CoRunMembers members;
    private final CoRunParts parts;
    private final HeldInputs inputs;
    private final HeldDisks disks;
    private final Signal signal;

    CoRunStart(
            JdbcClient database,
            CoRunMembers members,
            CoRunParts parts,
            HeldInputs inputs,
            HeldDisks disks,
            Signal signal) {
        this.database = database;
        this.members = members;
        this.parts = parts;
        this.inputs = inputs;
        this.disks = disks;
        this.signal = signal;
    }

    void startIfAllHaveConfirmed(LockedCoRun coRun) {
        boolean all = members.of(coRun.id()).stream()
                .allMatch(member -> member.isConfirmed() || member.state() == MemberState.LEFT);
        if (all) start(coRun);
    }

    /// Stores what is carried out: the jobs that are confirmed now, in the order of the members.
    void start(LockedCoRun coRun) {
        var request = members.confirmed(coRun).inputs();
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
                .param("request", new String(WireForms.REQUEST.write(request), StandardCharsets.UTF_8))
                .param("id", coRun.id())
                .update();
        parts.release(coRun.id());
        for (var member : members.of(coRun.id())) {
            if (member.isConfirmed() || member.userId() == null) continue;
            inputs.hold(coRun.id(), member.userId(), InputOrder.NONE);
            disks.hold(coRun.id(), member.userId(), null);
        }
        signal.work();
    }

    /// Ends some of those that were not started in time. Those that somebody has locked are left for the
    /// next time.
    ///
    /// @return how many
    @Transactional
    public int expire() {
        var over = members.lockExpired(BATCH);
        for (var coRun : over) end(coRun, CoRunState.EXPIRED, "not all members had confirmed in time");
        return over.size();
    }

    void end(LockedCoRun coRun, CoRunState state, String message) {
        for (var member : members.of(coRun.id())) {
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
        inputs.letGo(coRun.id());
        disks.letGo(coRun.id());
    }
}
