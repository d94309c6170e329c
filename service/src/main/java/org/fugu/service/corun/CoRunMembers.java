package org.fugu.service.corun;

import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Locks a co-run, and reads who takes part in it.
@Component
@Transactional(propagation = Propagation.MANDATORY)
class CoRunMembers {
    private final JdbcClient database;

    CoRunMembers(JdbcClient database) {
        this.database = database;
    }

    /// @param match the `If-Match`, or null
    /// @throws Refusal when it is not seen by that user, or was changed since
    LockedCoRun lock(Account account, String id, @Nullable String match) {
        if (match == null) {
            throw Refusal.of(
                    428, "if-match-missing", "send the ETag of GET /api/v1/co-runs/" + id + " in the header If-Match");
        }
        var coRun = lock(account, id);
        if (CoRunRows.matches(match, coRun.revision())) return coRun;
        throw Refusal.of(412, "co-run-changed", "the co-run was changed meanwhile; look at it and ask again");
    }

    LockedCoRun lock(Account account, String id) {
        return database.sql("""
                        select c.*, p.columns, p.rows, c.state = 'open' and c.expires_at <= now() as over
                        from co_runs c join partitions p on p.id = c.partition_id
                        where c.id = :id and exists (
                            select 1 from co_run_members m where m.co_run_id = c.id and m.user_id = :user)
                        for no key update of c
                        """)
                .param("id", id)
                .param("user", account.id())
                .query(LockedCoRun::of)
                .optional()
                .orElseThrow(() -> Refusal.notFound("co-run"));
    }

    /// Some of those that were not started in time, but for those that somebody has locked.
    List<LockedCoRun> lockExpired(int most) {
        return database.sql("""
                        select c.*, p.columns, p.rows, true as over
                        from co_runs c join partitions p on p.id = c.partition_id
                        where c.state = 'open' and c.expires_at <= now()
                        order by c.expires_at limit :limit for update of c skip locked
                        """).param("limit", most).query(LockedCoRun::of).list();
    }

    /// In the order in which their jobs stand in the request.
    List<LockedMember> of(String id) {
        return database.sql("select * from co_run_members where co_run_id = :id order by place")
                .param("id", id)
                .query(LockedMember::of)
                .list();
    }

    LockedMember member(Account account, String id) {
        return of(id).stream().filter(member -> member.is(account)).findFirst().orElseThrow();
    }

    /// Those whose place is taken: who has confirmed first has it.
    Company confirmedBesides(Account account, LockedCoRun coRun) {
        return company(
                coRun,
                of(coRun.id()).stream().filter(member -> !member.is(account)).toList());
    }

    Company confirmed(LockedCoRun coRun) {
        return company(coRun, of(coRun.id()));
    }

    private static Company company(LockedCoRun coRun, List<LockedMember> members) {
        var jobs = members.stream()
                .filter(LockedMember::isConfirmed)
                .map(LockedMember::placed)
                .toList();
        return new Company(coRun.mesh(), coRun.turns(), coRun.fidelity(), jobs);
    }

    /// A member, a job or a confirmation has changed.
    void changed(String id) {
        database.sql("update co_runs set revision = revision + 1 where id = :id")
                .param("id", id)
                .update();
    }
}
