package org.fugu.cli.service;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.WholeNumber;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Signs in and keeps a token.
@Command(
        name = "login",
        header = "Sign in to a service and keep an API key for it.",
        description = {
            "",
            "The key is kept in ~/.config/fugu/credentials.json, readable by its owner only. FUGU_URL",
            "and FUGU_TOKEN come before the file. The key expires after 90 days, or when --expires-in-days",
            "says; sign in again then. It reads and runs; to delete, publish or administer, say --scope full.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu login --url http://127.0.0.1:8080 --name admin",
            "  ./fugu login --name ci --password-stdin < password.txt",
            "  ./fugu login --token-stdin < token.txt",
        })
public final class LoginCommand implements Callable<Integer> {
    private static final int USUAL_DAYS = 90;
    private static final int MOST_DAYS = 3650;

    private final Terminal terminal;

    @Option(names = "--url", paramLabel = "URL", description = "The service. Default: FUGU_URL, else the last one.")
    private @Nullable String url;

    @Option(names = "--name", paramLabel = "NAME", description = "Who signs in. Default: admin.")
    private @Nullable String name;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordFromInput;

    @Option(names = "--token-stdin", description = "Keep a key that exists, read from standard input.")
    private boolean tokenFromInput;

    @Option(
            names = "--expires-in-days",
            paramLabel = "DAYS",
            converter = Days.class,
            description = "When the new key expires, 1 to 3650. Default: 90.")
    private @Nullable Integer days;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What the new key may: ${COMPLETION-CANDIDATES}. Default: run.")
    private @Nullable Scope scope;

    /// What a key may, in the service's words.
    enum Scope {
        /// Look.
        read,
        /// Look, upload, lease, run, measure and compare.
        run,
        /// All that its owner may.
        full
    }

    static final class Days extends WholeNumber.UpTo {
        Days() {
            super(MOST_DAYS);
        }
    }

    public LoginCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (tokenFromInput && (passwordFromInput || name != null || days != null || scope != null)) {
            throw CommandFailure.usage("--token-stdin brings a key that exists: leave out --name, --password-stdin,"
                    + " --expires-in-days and --scope, which are for a new one");
        }
        var address = url != null
                ? ServiceAccess.url(url)
                : ServiceAccess.of(terminal).url();
        var key = tokenFromInput ? new Key(line(), "") : newKey(address);
        var credentials = new ServiceAccess(address, key.token());
        requireAccepted(credentials);
        var file = ServiceAccess.file(terminal);
        credentials.keep(file);
        terminal.out().println("signed in to " + address + "; the key is in " + file + key.expiry());
        return ExitCode.DONE.number();
    }

    /// @param expiry for people, empty if it is not known
    private record Key(String token, String expiry) {}

    private Key newKey(URI address) throws IOException {
        int lasts = days == null ? USUAL_DAYS : days;
        var user = name == null ? "admin" : name;
        try (var service = new ServiceClient(new ServiceAccess(address, null))) {
            service.signIn(user, passwordFromInput ? line() : askPassword(user));
            var asked = Map.of(
                    "name",
                    "command line",
                    "expiresInDays",
                    lasts,
                    "scope",
                    (scope == null ? Scope.run : scope).name());
            var key = service.post("/api/v1/keys", asked, Map.of());
            return new Key(
                    key.path("token").asString(""),
                    " and expires on " + day(key.path("expiresAt").asString("")));
        }
    }

    /// The day of an instant in the service's form, `2027-02-26T05:00:00Z`.
    private static String day(String instant) {
        int end = instant.indexOf('T');
        return end < 0 ? instant : instant.substring(0, end);
    }

    private static void requireAccepted(ServiceAccess credentials) {
        try (var service = new ServiceClient(credentials)) {
            service.get("/api/v1/partitions?limit=1");
        }
    }

    private static String askPassword(String user) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw CommandFailure.usage("there is no terminal to ask for the password; use --password-stdin");
        }
        char[] password = console.readPassword("Password of %s: ", user);
        if (password == null) throw CommandFailure.usage("no password was given");
        return new String(password);
    }

    private static String line() throws IOException {
        var line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isBlank()) throw CommandFailure.usage("standard input is empty");
        return line.strip();
    }
}
