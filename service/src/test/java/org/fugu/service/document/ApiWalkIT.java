package org.fugu.service.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the commands of `docs/api-walk.md` in their order, in one shell, against a service of this process.
class ApiWalkIT {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));
    private static final String INDENT = "    ";

    @TempDir
    Path folder;

    /// What stands indented, which is nothing else on that page.
    private static String script() throws Exception {
        return Files.readAllLines(ROOT.resolve("docs/api-walk.md"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .collect(Collectors.joining("\n", "set -eu -o pipefail\n", "\necho; echo walked\n"));
    }

    @Test
    void eachCommandOfTheWalkDoesWhatThePageSays() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        // A service of its own: what others do with the administrator's bundles would be in the way.
        String said;
        try (var service = RunningService.start()) {
            said = said(service);
        }

        assertThat(said.lines().map(String::strip))
                .as(said)
                .contains("304", "401", "exited", "walked", "event: end", "event: console");
        assertThat(said).contains("HTTP/1.1 200", "Hello", "req_");
    }

    private String said(RunningService service) throws Exception {
        var script = Files.writeString(folder.resolve("walk.sh"), script());
        var builder = new ProcessBuilder("bash", script.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().put("FUGU_URL", service.address().toString());
        builder.environment().put("FUGU_ADMIN_PASSWORD", RunningService.ADMIN_PASSWORD);
        builder.environment().put("TMPDIR", folder.toString());
        // Nothing on the way to this host.
        builder.environment().put("no_proxy", "*");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
