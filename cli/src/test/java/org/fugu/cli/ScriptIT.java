package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fugu.cli.terminal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `./fugu` as people start it: a process, from another folder.
class ScriptIT {
    private static final Path ROOT = Path.of(System.getProperty("fugu.root"));

    @TempDir
    Path elsewhere;

    /// What a process answered.
    private record Answer(int exitCode, String out, String err) {}

    private Answer fugu(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(ROOT.resolve("fugu").toString()));
        command.addAll(List.of(args));
        var err = Files.createTempFile(elsewhere, "err", ".txt");
        var builder = new ProcessBuilder(command).directory(elsewhere.toFile()).redirectError(err.toFile());
        // This test runs within the build that the script would otherwise start.
        builder.environment().put("FUGU_NO_BUILD", "1");
        builder.environment().putAll(environment);
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, Files.readString(err));
    }

    @Test
    void aBundleRunsFromAnyFolderWithThePlainExitCode() throws Exception {
        var hello = ROOT.resolve("guest/prebuilt/hello.zip").toString();
        var loop = ROOT.resolve("guest/prebuilt/test/loop.zip").toString();

        assertThat(fugu(Map.of(), "run", hello)).satisfies(answer -> {
            assertThat(answer.exitCode()).as(answer.err()).isZero();
            assertThat(answer.out()).contains("Hello from rank 0");
        });
        assertThat(fugu(Map.of(), "run", loop, "--max-cycles", "50000").exitCode())
                .isEqualTo(42);
    }

    @Test
    void theDigestDoesNotKnowTheFolderTheLocaleOrTheTimeZone() throws Exception {
        var hello = ROOT.resolve("guest/prebuilt/hello.zip");
        var copy = Files.copy(hello, elsewhere.resolve("another name.zip"));

        var here = fugu(Map.of(), "run", hello.toString(), "--json");
        var there = fugu(
                Map.of("LC_ALL", "tr_TR.UTF-8", "TZ", "Pacific/Auckland", "SOME_VARIABLE", "x"),
                "run",
                copy.toString(),
                "--json");

        assertThat(Json.read(there.out()).path("digest").asString(""))
                .hasSize(64)
                .isEqualTo(Json.read(here.out()).path("digest").asString(""));
    }

    @Test
    void theDemoRunsOnceThenFindsItsDataAgain() throws Exception {
        assumeTrue(Files.exists(ROOT.resolve("service/target/fugu-service.jar")), "the service is not built");
        var environment = Map.of("FUGU_DATA", elsewhere.resolve("data").toString());

        var first = fugu(environment, "demo", "--once", "--json");
        var second = fugu(environment, "demo", "--once");

        assertThat(first.exitCode()).as(first.err()).isZero();
        var json = Json.read(first.out());
        assertThat(json.path("state").asString("")).isEqualTo("finished");
        assertThat(json.path("outcome").asString("")).isEqualTo("exited");
        assertThat(json.path("cycles").asLong()).isPositive();
        assertThat(json.path("roundTripCycles").asLong()).isPositive();
        assertThat(json.path("roundTripMicros").asDouble()).isPositive();
        assertThat(json.path("dashboardUrl").asString(""))
                .contains(json.path("runId").asString("none"));
        assertThat(first.err())
                .containsPattern(
                        "co-run cor_[a-z0-9]+: pingpong of admin \\(exited\\) beside sum of guest" + " \\(exited\\)");
        assertThat(second.err()).contains("beside sum of guest (exited)");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains(json.path("digest").asString("none"));
        assertThat(second.err()).as("the second demo needs no upload").doesNotContain("uploading");
    }
}
