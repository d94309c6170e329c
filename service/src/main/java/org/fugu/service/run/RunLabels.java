package org.fugu.service.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.fugu.service.document.IfMatch;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Stores, reads and changes the labels of runs.
@Component
class RunLabels {
    private final JdbcClient database;
    private final JsonMapper json;

    RunLabels(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /// Of a run that has none.
    void insert(String run, Map<String, String> labels) {
        if (labels.isEmpty()) return;
        database.sql("""
                        insert into run_labels (run_id, user_id, number, key, value)
                        select r.id, r.user_id, r.number, l.key, l.value
                        from runs r, jsonb_each_text(cast(:labels as jsonb)) l where r.id = :run
                        """)
                .param("labels", json.writeValueAsString(labels))
                .param("run", run)
                .update();
    }

    Optional<Labels> find(String userId, String run) {
        return database.sql("""
                        select (select jsonb_object_agg(l.key, l.value) from run_labels l where l.run_id = r.id)
                        from runs r where r.id = :run and r.user_id = :user
                        """)
                .param("run", run)
                .param("user", userId)
                .query(this::labels)
                .optional();
    }

    private Labels labels(ResultSet row, int index) throws SQLException {
        var text = row.getString(1);
        return new Labels(text == null ? Map.of() : json.readValue(text, new TypeReference<Map<String, String>>() {}));
    }

    /// Puts others in their place.
    ///
    /// @param match the header `If-Match`, or null
    /// @throws Refusal when they are not as it says, or there is no such run of that user
    @Transactional
    public Labels change(String userId, String run, @Nullable String match, Labels wanted) {
        var found = database.sql("select 1 from runs where id = :run and user_id = :user for no key update")
                .param("run", run)
                .param("user", userId)
                .query(Integer.class)
                .optional();
        if (found.isEmpty()) throw Refusal.notFound("run");
        var now = find(userId, run).orElseThrow();
        IfMatch.require(match, now.etag(), "labels", "/api/v1/runs/{id}/labels");
        database.sql("delete from run_labels where run_id = :run")
                .param("run", run)
                .update();
        insert(run, wanted.labels());
        return wanted;
    }
}
