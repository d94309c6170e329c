package org.fugu.service.run;

import org.fugu.experiment.runset.MemberResult;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What a run-set keeps of its runs, beside what every run has.
@Component
class RunSetMembers {
    private final JdbcClient database;
    private final JsonMapper json;

    RunSetMembers(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    void insert(String set, String userId, NewAxes axes) {
        database.sql("insert into run_sets (id, user_id, axes) values (:id, :user, cast(:axes as jsonb))")
                .param("id", set)
                .param("user", userId)
                .param("axes", json.writeValueAsString(axes))
                .update();
    }

    /// @param watched whether what the kernel does is counted
    void insert(String set, int place, PlannedRun member, boolean watched) {
        database.sql("""
                        insert into run_set_members (run_set_id, place, run_id, coordinates, watched)
                        values (:set, :place, :run, cast(:at as jsonb), :watched)
                        """)
                .param("set", set)
                .param("place", place)
                .param("run", member.order().id())
                .param("at", json.writeValueAsString(member.at()))
                .param("watched", watched)
                .update();
    }

    /// The set of a run that is in one.
    String of(String run) {
        return database.sql("select run_set_id from run_set_members where run_id = :run")
                .param("run", run)
                .query(String.class)
                .single();
    }

    /// Keeps what comparing needs of a run that is of a set. In the transaction that records the result.
    void record(String run, MemberResult result) {
        database.sql("""
                        update run_set_members set counters = cast(:counters as jsonb), kernel = cast(:kernel as jsonb),
                            console_digest = :console
                        where run_id = :run
                        """)
                .param("counters", json.writeValueAsString(result.counters()))
                .param("kernel", result.kernel() == null ? null : json.writeValueAsString(result.kernel()))
                .param("console", result.consoleDigest())
                .param("run", run)
                .update();
    }
}
