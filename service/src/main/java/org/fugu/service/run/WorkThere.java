package org.fugu.service.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which kinds of work have something that waits, or that has lost its worker. That is one question to the database for
/// all kinds, where each would ask some of its own: mostly there are runs alone, and whoever has submitted one waits
/// for the answers.
final class WorkThere {
    private final JdbcClient database;
    private final RunSettings settings;
    private final List<WorkKind> kinds;
    private final String question;

    WorkThere(JdbcClient database, RunSettings settings, List<WorkKind> kinds) {
        this.database = database;
        this.settings = settings;
        this.kinds = List.copyOf(kinds);
        this.question =
                kinds.stream().map(WorkThere::isThere).collect(Collectors.joining(",\n    ", "select\n    ", ""));
    }

    private static String isThere(WorkKind kind) {
        return kind.table().map(table -> """
                        exists (select 1 from %1$s where state = 'queued') or exists (select 1 from %1$s
                            where state = 'running' and heard_at < now() - make_interval(secs => :seconds))
                        """.formatted(table)).orElse("true");
    }

    /// Those kinds, in their order.
    List<WorkKind> find() {
        return database.sql(question)
                .param("seconds", settings.lostAfter().toMillis() / 1000.0)
                .query((row, _) -> {
                    var there = new ArrayList<WorkKind>();
                    for (int i = 0; i < kinds.size(); i++) if (row.getBoolean(i + 1)) there.add(kinds.get(i));
                    return there;
                })
                .single();
    }
}
