package org.fugu.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.fugu.cli.terminal.Terminal;

/// Starts the command line.
public final class Main {
    private Main() {}

    /// @param args as the shell gave them
    public static void main(String[] args) {
        System.exit(new FuguCommandLine(terminal()).run(args));
    }

    private static Terminal terminal() {
        return new Terminal(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                // The script knows whether standard error is a terminal; Java does not.
                "1".equals(System.getenv("FUGU_LIVE")),
                System.getenv(),
                home());
    }

    /// What `~` means to a shell; Java asks the system's list of users instead.
    private static Path home() {
        var home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home);
    }
}
