package org.fugu.service.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// What others may be let see of a run: itself, and nothing that is beside it.
@Component
public class SharedRuns {
    private final RunRows rows;
    private final ConsoleWriter console;

    SharedRuns(RunRows rows, ConsoleWriter console) {
        this.rows = rows;
        this.console = console;
    }

    /// @param user whose run it is
    public Optional<Run> find(String user, String id) {
        return rows.find(user, id).map(row -> row.run().alone());
    }

    /// As text, node by node.
    public void writeConsole(String id, OutputStream out) throws IOException {
        console.writeText(id, out);
    }
}
