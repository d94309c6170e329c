package org.fugu.service.corun;

import java.util.List;
import org.fugu.service.account.Account;
import org.fugu.service.account.Role;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes users out of co-runs for those who keep the service.
@Component
public class CoRunWithdrawal {
    private record Part(String coRun, Account member, boolean opener, CoRunState state) {}

    private final JdbcClient database;
    private final CoRuns coRuns;

    CoRunWithdrawal(JdbcClient database, CoRuns coRuns) {
        this.database = database;
        this.coRuns = coRuns;
    }

    /// Ends one that is open, and otherwise the jobs of all of its members.
    ///
    /// @throws Refusal 404, or `co-run-ended`
    public void cancel(String id) {
        var known = database.sql("select count(*) from co_runs where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        if (known == 0) throw Refusal.notFound("co-run");
        var parts = parts("c.id = :given", id);
        if (parts.isEmpty()) throw Refusal.of(409, "co-run-ended", "the co-run has ended");
        withdraw(parts);
    }

    /// Ends what a user opened, and takes their job out of the others.
    public void withdrawAllOf(String userId) {
        withdraw(parts("m.user_id = :given", userId));
    }

    private List<Part> parts(String condition, String given) {
        return database.sql("""
                        select c.id as co_run, c.state, c.user_id = u.id as opener, u.id, u.name
                        from co_runs c join co_run_members m on m.co_run_id = c.id join users u on u.id = m.user_id
                        where %s and c.state in ('open', 'queued', 'running') and m.state <> 'left'
                        order by c.number, opener desc, m.place
                        """.formatted(condition))
                .param("given", given)
                .query((row, _) -> new Part(
                        row.getString("co_run"),
                        new Account(row.getString("id"), row.getString("name"), Role.USER, null),
                        row.getBoolean("opener"),
                        CoRunState.ofWire(row.getString("state"))))
                .list();
    }

    private void withdraw(List<Part> parts) {
        for (var part : parts) {
            try {
                if (part.opener() && part.state() == CoRunState.OPEN) coRuns.cancel(part.member(), part.coRun());
                else coRuns.leave(part.member(), part.coRun());
            } catch (Refusal endedMeanwhile) {
                if (endedMeanwhile.status() != 409) throw endedMeanwhile;
            }
        }
    }
}
