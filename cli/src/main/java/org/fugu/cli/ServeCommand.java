package org.fugu.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// In the list of commands and for its help: the script puts the service in its own place, so that
/// signals reach it.
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
        })
final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw CommandFailure.usage("'serve' is started by the script ./fugu at the repository's root");
    }
}
