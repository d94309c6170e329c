package org.fugu.service.run;

import java.util.Optional;
import org.springframework.stereotype.Component;

/// What others may be let see of a run-set: its runs beside one another.
@Component
public class SharedRunSets {
    private final RunSetRows rows;

    SharedRunSets(RunSetRows rows) {
        this.rows = rows;
    }

    /// @param user whose set it is
    public Optional<RunSet> find(String user, String id) {
        return rows.find(user, id).map(RunSetRows.Row::set);
    }

    /// As comma-separated values.
    public Optional<String> csv(String user, String id) {
        return rows.csv(user, id);
    }
}
