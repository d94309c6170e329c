package org.fugu.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "and FUGU_TOKEN come before the file.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu login --url http://127.0.0.1:8080 --name admin",
            "  ./fugu login --name ci --password-stdin < password.txt",
            "  ./fugu login --token-stdin < token.txt",
        })
final class LoginCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--url", paramLabel = "URL", description = "The service. Default: FUGU_URL, else the last one.")
    private @Nullable String url;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "admin",
            description = "Who signs in. Default: admin.")
    private String name;

    @Option(names = "--password-stdin", description = "Read the password from standard input.")
    private boolean passwordFromInput;

    @Option(names = "--token-stdin", description = "Keep a key that exists, read from standard input.")
    private boolean tokenFromInput;

    LoginCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var address =
                url != null ? Credentials.url(url) : Credentials.of(terminal).url();
        var credentials = new Credentials(address, tokenFromInput ? line() : token(address));
        requireAccepted(credentials);
        var file = Credentials.file(terminal);
        credentials.keep(file);
        terminal.out().println("signed in to " + address + "; the key is in " + file);
        return ExitCode.DONE.number();
    }

    private String token(URI address) throws IOException {
        try (var service = new ServiceClient(new Credentials(address, null))) {
            service.signIn(name, passwordFromInput ? line() : askPassword());
            var key = service.post("/api/v1/keys", Map.of("name", "command line"), Map.of());
            return key.path("token").asString("");
        }
    }

    private static void requireAccepted(Credentials credentials) {
        try (var service = new ServiceClient(credentials)) {
            service.get("/api/v1/partitions?limit=1");
        }
    }

    private String askPassword() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw CommandFailure.usage("there is no terminal to ask for the password; use --password-stdin");
        }
        char[] password = console.readPassword("Password of %s: ", name);
        if (password == null) throw CommandFailure.usage("no password was given");
        return new String(password);
    }

    private static String line() throws IOException {
        var line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isBlank()) throw CommandFailure.usage("standard input is empty");
        return line.strip();
    }
}
