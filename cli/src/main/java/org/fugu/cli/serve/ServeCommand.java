package org.fugu.cli.serve;

import java.util.concurrent.Callable;
import org.fugu.cli.terminal.CommandFailure;
import picocli.CommandLine.Command;

/// In the list of commands and for its help: the script starts the service, hands signals on to it,
/// and starts it again when it ended without being asked.
@Command(
        name = "serve",
        header = "Start the service.",
        description = {
            "",
            "Configured by the environment:",
            "  FUGU_PORT              port, 8080",
            "  FUGU_BIND              address to listen on, 127.0.0.1",
            "  FUGU_DATA              folder of the embedded database, .fugu beside the script ./fugu",
            "  FUGU_ADMIN_PASSWORD    first start only; without it one is made and printed once",
            "  FUGU_ROLE              web, worker or all (the default)",
            "  SPRING_DATASOURCE_URL  an external PostgreSQL, instead of the embedded one",
            "docs/environment.md lists all of them.",
            "",
            "It is started again when it ran out of memory, was killed, or crashed.",
            "",
        })
public final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw CommandFailure.usage("'serve' is started by the script ./fugu at the repository's root");
    }
}
