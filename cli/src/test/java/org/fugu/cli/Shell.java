package org.fugu.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/// Runs the command line in this process.
public final class Shell {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final int exitCode;

    private Shell(Path home, Map<String, String> environment, String... args) {
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, environment, home);
        exitCode = new FuguCommandLine(terminal).run(args);
    }

    public static Shell run(Object... args) {
        return in(Path.of("/nonexistent"), Map.of("FUGU_ROOT", System.getProperty("fugu.root", "..")), args);
    }

    public static Shell in(Path home, Map<String, String> environment, Object... args) {
        var words = new String[args.length];
        for (int i = 0; i < args.length; i++) words[i] = args[i].toString();
        return new Shell(home, environment, words);
    }

    public int exitCode() {
        return exitCode;
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    /// Standard output as the one JSON document it has to be.
    public JsonNode json() {
        return Json.read(out());
    }

    /// The code of the error document.
    public String errorCode() {
        return json().path("error").path("code").asString("");
    }
}
