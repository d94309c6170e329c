package org.fugu.service.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Answers a submission with the result of an earlier run of the same user, if one was asked for exactly the same and
/// has all that is to be kept. The new run has a copy: either can be deleted.
@Component
class CachedAnswers {
    /// A run that has the answer; its row is locked against deletion.
    ///
    /// @param consoleBytes that it printed
    record Earlier(String id, long consoleBytes) {}

    /// What a run-set needs of its members.
    enum Membership {
        ALONE,
        IN_A_SET,
        /// And what the kernel did is counted.
        WATCHED
    }

    private final JdbcClient database;
    private final RunSettings settings;
    private final RunEvents events;
    private final Runs runs;

    CachedAnswers(JdbcClient database, RunSettings settings, RunEvents events, Runs runs) {
        this.database = database;
        this.settings = settings;
        this.events = events;
        this.runs = runs;
    }

    /// Whose lookup this is has their storage locked.
    ///
    /// @param wanted false asks for a real run
    Optional<Earlier> find(RunOrder order, @Nullable Boolean wanted, Membership membership) {
        if (!settings.answersFromCache() || Boolean.FALSE.equals(wanted) || order.work() == null) {
            return Optional.empty();
        }
        return database.sql(lookup(order, membership))
                .params(needs(order))
                .query((row, _) -> new Earlier(row.getString(1), row.getLong(2)))
                .optional();
    }

    /// Asks for what is needed alone: most submissions need nothing but the result, and the database finds that out
    /// once for all of them.
    private static String lookup(RunOrder order, Membership membership) {
        var sql = new StringBuilder("""
                select r.id, r.console_bytes from runs r
                where r.user_id = :user and r.work = :work and r.outcome is not null
                """);
        if (order.belongings().isTraced()) {
            sql.append("""
                        and r.trace_from = :from and r.trace_to = :to
                        and exists (select 1 from run_traces t where t.run_id = r.id)
                    """);
        }
        if (order.belongings().keepsDisk()) {
            sql.append("""
                        and exists (select 1 from run_disks d
                            where d.run_id = r.id and d.contents_after is not null)
                    """);
        }
        if (membership != Membership.ALONE) {
            sql.append("""
                        and exists (select 1 from run_set_members m where m.run_id = r.id and m.counters is not null
                    """);
            sql.append(membership == Membership.WATCHED ? " and m.kernel is not null)\n" : ")\n");
        }
        return sql.append("order by r.from_id nulls first, r.number limit 1 for key share of r")
                .toString();
    }

    private static Map<String, Object> needs(RunOrder order) {
        var needs = new HashMap<String, Object>();
        needs.put("user", order.userId());
        needs.put("work", order.work());
        var trace = order.belongings().trace();
        if (trace == null) return needs;
        needs.put("from", trace.from());
        needs.put("to", trace.to());
        return needs;
    }

    /// Finishes a run that was stored just now, and that nobody else knows yet.
    void answer(RunOrder order, Earlier earlier) {
        var id = order.id();
        // Every column, so that what results have later is copied too.
        copy("""
                insert into run_results
                select c.* from run_results s, lateral jsonb_populate_record(s,
                    jsonb_build_object('run_id', cast(:id as text), 'attempt', 0, 'recorded_at', now())) c
                where s.run_id = :from
                """, id, earlier);
        copy("""
                insert into run_metrics
                select c.* from run_metrics s, lateral jsonb_populate_record(s,
                    jsonb_build_object('run_id', cast(:id as text))) c
                where s.run_id = :from
                """, id, earlier);
        if (order.belongings().isTraced()) {
            copy("""
                    insert into run_traces (run_id, packed) select :id, packed from run_traces where run_id = :from
                    """, id, earlier);
        }
        if (order.belongings().keepsDisk()) {
            copy("""
                    update run_disks n set after = s.after, after_bytes = s.after_bytes, contents_after = s.contents_after
                    from run_disks s where s.run_id = :from and n.run_id = :id
                    """, id, earlier);
        }
        long told = events.copy(earlier.id(), id);
        var outcome = database.sql("""
                        update runs n set from_id = :from, last_event = :told, partition_id = null,
                            progress_cycle = (select cycles from run_results where run_id = :id),
                            trace_bytes = (select coalesce(sum(octet_length(packed)), 0) from run_traces
                                           where run_id = :id)
                        where n.id = :id returning (select outcome from run_results where run_id = :id)
                        """)
                .param("from", earlier.id())
                .param("told", told)
                .param("id", id)
                .query(String.class)
                .single();
        runs.close(id, RunEnding.with(outcome));
    }

    /// What a set keeps of a member, which was stored just now.
    void answerMember(String id, Earlier earlier) {
        copy("""
                update run_set_members n set counters = s.counters, console_digest = s.console_digest,
                    kernel = case when n.watched then s.kernel end
                from run_set_members s where s.run_id = :from and n.run_id = :id
                """, id, earlier);
    }

    private void copy(String sql, String id, Earlier earlier) {
        database.sql(sql).param("id", id).param("from", earlier.id()).update();
    }
}
