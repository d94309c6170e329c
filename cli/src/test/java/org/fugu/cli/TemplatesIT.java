package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fugu.cli.service.ServiceAccess;
import org.fugu.cli.service.ServiceClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The templates for pipelines, as their systems would carry them out: the scripts that stand in them, in
/// clones of a real repository, with the variables of the system, against a real service.
class TemplatesIT {
    private static final Path ROOT =
            Path.of(System.getProperty("fugu.root")).toAbsolutePath().normalize();
    private static final Path TEMPLATES = ROOT.resolve("ci");
    private static final String PASSWORD = "correct horse battery";
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @TempDir
    static Path folder;

    private static @Nullable Process server;
    private static URI address = URI.create("");
    private static @Nullable ServiceClient client;
    private static String project = "";
    private static String key = "";
    private static @Nullable GitRepository repository;

    /// What a system gives to a job for a change, and for the main branch.
    enum Forge {
        GITHUB {
            @Override
            Map<String, String> change(String branch, Path workspace) throws IOException {
                var event = Files.writeString(
                        workspace.resolveSibling("event.json"),
                        "{\"pull_request\": {\"number\": 7}, \"repository\": {\"default_branch\": \"main\"}}");
                return Map.of(
                        "GITHUB_ACTIONS",
                        "true",
                        "GITHUB_HEAD_REF",
                        branch,
                        "GITHUB_BASE_REF",
                        "main",
                        "GITHUB_REF_NAME",
                        "7/merge",
                        "GITHUB_EVENT_PATH",
                        event.toString(),
                        "GITHUB_STEP_SUMMARY",
                        workspace.resolveSibling("summary.md").toString(),
                        "GITHUB_WORKSPACE",
                        workspace.toString(),
                        "RUNNER_TEMP",
                        Files.createDirectories(workspace.resolveSibling("temp"))
                                .toString());
            }

            @Override
            String script() throws IOException {
                var steps = yaml("github/action.yml").path("runs").path("steps");
                return steps.path(steps.size() - 1).path("run").asString("");
            }

            @Override
            Path junit(Path workspace) {
                return workspace.resolveSibling("temp").resolve("fugu-benchmarks.xml");
            }
        },
        GITLAB {
            @Override
            Map<String, String> change(String branch, Path workspace) {
                return Map.of(
                        "GITLAB_CI", "true",
                        "CI_COMMIT_REF_NAME", branch,
                        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", branch,
                        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main",
                        "CI_MERGE_REQUEST_IID", "7",
                        "CI_PROJECT_DIR", workspace.toString(),
                        "CI_COMMIT_BEFORE_SHA", "0000000000000000000000000000000000000000",
                        "CI_DEFAULT_BRANCH", "main");
            }

            @Override
            String script() throws IOException {
                var lines = new ArrayList<String>();
                yaml("gitlab/fugu.yml").path(".fugu").path("script").forEach(line -> lines.add(line.asString("")));
                return String.join("\n", lines);
            }

            @Override
            Path junit(Path workspace) {
                return workspace.resolve("fugu-junit.xml");
            }
        },
        JENKINS {
            @Override
            Map<String, String> change(String branch, Path workspace) throws IOException {
                return Map.of(
                        "JENKINS_URL", "https://ci.example.org",
                        "BRANCH_NAME", "PR-7",
                        "CHANGE_BRANCH", branch,
                        "CHANGE_TARGET", "main",
                        "CHANGE_ID", "7",
                        "WORKSPACE_TMP",
                                Files.createDirectories(workspace.resolveSibling("temp"))
                                        .toString());
            }

            @Override
            String script() throws IOException {
                var steps = Pattern.compile("(?m)^ *sh '(.*)'$")
                        .matcher(Files.readString(TEMPLATES.resolve("jenkins/Jenkinsfile")));
                return steps.results()
                        .map(step -> "(" + step.group(1) + ")")
                        .collect(Collectors.joining("\n"))
                        .replace("--build \"make -s\" build/work", "--build \"$FUGU_BUILD\" \"$FUGU_BUNDLE\"");
            }

            @Override
            Path junit(Path workspace) {
                return workspace.resolve("report.xml");
            }
        };

        abstract Map<String, String> change(String branch, Path workspace) throws IOException;

        abstract String script() throws IOException;

        /// Where the script leaves its report.
        abstract Path junit(Path workspace);
    }

    private static JsonNode yaml(String file) throws IOException {
        var load = new Load(LoadSettings.builder().build());
        return new JsonMapper().valueToTree(load.loadFromString(Files.readString(TEMPLATES.resolve(file))));
    }

    @BeforeAll
    static void thereAreAServiceAProjectAndARepository() throws Exception {
        assumeTrue(Files.exists(ROOT.resolve("service/target/fugu-service.jar")), "the service is not built");
        for (var tool : List.of("curl", "unzip")) {
            assumeTrue(new ProcessBuilder("which", tool).start().waitFor() == 0, tool + " is not installed");
        }
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var builder = new ProcessBuilder(ROOT.resolve("fugu").toString(), "serve")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "FUGU_NO_BUILD",
                        "1",
                        "FUGU_PORT",
                        "" + port,
                        "FUGU_DATA",
                        folder.resolve("data").toString(),
                        "FUGU_ADMIN_PASSWORD",
                        PASSWORD));
        var started = builder.start();
        server = started;
        address = URI.create("http://127.0.0.1:" + port);
        client = new ServiceClient(new ServiceAccess(address, null));
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!admin().isHealthy()) {
            assertThat(started.isAlive() && System.nanoTime() < until)
                    .as(Files.readString(folder.resolve("service.log")))
                    .isTrue();
            ServiceClient.pause(Duration.ofMillis(200));
        }
        admin().signIn("admin", PASSWORD);
        project = created("/api/v1/projects", Map.of("name", "work")).path("id").asString("");
        key = created("/api/v1/projects/" + project + "/keys", Map.of("name", "pipeline"))
                .path("token")
                .asString("");
        makeTheHistory();
    }

    private static ServiceClient admin() {
        return Objects.requireNonNull(client);
    }

    private static GitRepository origin() {
        return Objects.requireNonNull(repository);
    }

    private static JsonNode created(String path, Map<String, ?> wanted) {
        return admin().post(path, wanted, Map.of());
    }

    /// `slower` leaves main before main itself becomes slower; `words` only changes words.
    private static void makeTheHistory() throws Exception {
        repository = new GitRepository(Files.createDirectories(folder.resolve("origin")));
        origin().commit("Begin", "quick.elf");
        origin().git("branch", "slower");
        origin().git("branch", "words");
        origin().commit("Slow it down", "slow.elf");
        origin().git("checkout", "--quiet", "words");
        origin().commit("Write a comment", "quick.elf");
        origin().git("checkout", "--quiet", "slower");
        origin().commit("Slow it down here", "slow.elf");
        origin().git("checkout", "--quiet", "main");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (client != null) client.close();
        if (server == null) return;
        server.destroy();
        if (!server.waitFor(60, TimeUnit.SECONDS)) server.destroyForcibly();
    }

    /// A job of a pipeline, from the clone to its exit code.
    private record Job(int exitCode, String said, Path workspace) {}

    private static Job job(Forge forge, String branch, String token) throws Exception {
        return job(forge, branch, token, Map.of());
    }

    /// @param instead variables of the system that are others
    private static Job job(Forge forge, String branch, String token, Map<String, String> instead) throws Exception {
        var workspace = Files.createTempDirectory(folder, "job").resolve("workspace");
        GitRepository.git(
                folder, "clone", "--quiet", "--branch", branch, origin().root().toString(), workspace.toString());
        if (forge == Forge.GITHUB) {
            // What it checks out is the change as it would be merged; there is nothing to merge where main only has
            // words.
            GitRepository.git(workspace, "checkout", "--quiet", "--detach");
        }
        var environment = new HashMap<String, String>(forge.change(branch, workspace));
        environment.putAll(instead);
        environment.put("FUGU_URL", address.toString());
        environment.put("FUGU_TOKEN", token);
        environment.put("FUGU_BUILD", GitRepository.BUILD);
        environment.put("FUGU_BUNDLE", "out");
        var builder = new ProcessBuilder("bash", "-eo", "pipefail", "-c", forge.script())
                .directory(workspace.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_") || name.startsWith("FUGU_"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Job(process.waitFor(), said, workspace);
    }

    private static List<JsonNode> items(String path) {
        var all = new ArrayList<JsonNode>();
        admin().get("/api/v1/projects/" + project + path).path("items").forEach(all::add);
        return all;
    }

    @ParameterizedTest
    @EnumSource(Forge.class)
    void aChangeThatIsSlowerFailsAndIsKeptOnTheService(Forge forge) throws Exception {
        var slower = job(forge, "slower", key);

        assertThat(slower.exitCode()).as(slower.said()).isEqualTo(3);
        assertThat(slower.said()).contains("worse   work, cycles: 19967 more", "where HEAD leaves main");
        assertThat(Files.readString(forge.junit(slower.workspace()))).contains("<failure", "19967 more");
        var comparison = items("/comparisons").getFirst();
        assertThat(slower.said())
                .contains("/projects/" + project + "/comparisons/"
                        + comparison.path("id").asString("none"));
        assertThat(comparison.path("exitCode").asInt()).isEqualTo(3);
        assertThat(comparison.path("headCommit").asString(""))
                .isEqualTo(origin().git("rev-parse", "slower").strip());
        assertThat(comparison.path("baseCommit").asString(""))
                .isEqualTo(origin().git("merge-base", "slower", "main").strip());
        assertThat(comparison.path("pullRequest").asString("")).isEqualTo("7");
    }

    @ParameterizedTest
    @EnumSource(Forge.class)
    void aChangeOfWordsPasses(Forge forge) throws Exception {
        var words = job(forge, "words", key);

        assertThat(words.exitCode()).as(words.said()).isZero();
        assertThat(Files.readString(forge.junit(words.workspace()))).doesNotContain("<failure", "<error");
    }

    @ParameterizedTest
    @EnumSource(Forge.class)
    void aForkWithoutSecretsHasTheSameGateAndLeavesNothing(Forge forge) throws Exception {
        int kept = items("/comparisons").size();
        var fork = job(forge, "slower", "");

        assertThat(fork.exitCode()).as(fork.said()).isEqualTo(3);
        assertThat(fork.said()).contains("worse   work, cycles: 19967 more");
        assertThat(items("/comparisons")).hasSize(kept);
    }

    @Test
    void aPushToMainIsHeldAgainstWhatWasBeforeAndTheHistoryNamesTheCommit() throws Exception {
        var before = origin().git("rev-parse", "main~1").strip();
        var push = job(
                Forge.GITLAB,
                "main",
                key,
                Map.of(
                        "CI_COMMIT_BEFORE_SHA", before,
                        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "",
                        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "",
                        "CI_MERGE_REQUEST_IID", ""));
        assertThat(push.exitCode()).as(push.said()).isEqualTo(3);
        assertThat(push.said()).contains("what the branch was before");

        var bisected = onTheService("bench", "bisect", "--repository", origin().root(), "main~1", "main");
        assertThat(bisected.out())
                .as(bisected.err())
                .startsWith(origin().git("rev-parse", "main").strip().substring(0, 10)
                        + " is the first commit that changed work, cycles: 104,064 to 124,031");
    }

    @Test
    void thePipelineSaysTheSameTwiceByteForByte() throws Exception {
        var clone = folder.resolve("twice");
        GitRepository.git(
                folder,
                "clone",
                "--quiet",
                "--branch",
                "slower",
                origin().root().toString(),
                clone.toString());
        var words = new Object[] {"ci", "--repository", clone, "--build", GitRepository.BUILD, "out", "--json"};
        var once = onTheService(words);

        assertThat(once.exitCode()).as(once.err()).isEqualTo(3);
        assertThat(onTheService(words).out()).isEqualTo(once.out());
        var local = Shell.in(folder, Map.of(), words);
        assertThat(local.out()).as("and here it is the same").isEqualTo(once.out());
    }

    private static Shell onTheService(Object... words) {
        return Shell.in(folder, Map.of("FUGU_URL", address.toString(), "FUGU_TOKEN", key), words);
    }

    @Test
    void aKeyThatWasRevokedAndAServiceThatIsGoneAreToldApart() throws Exception {
        var other = created("/api/v1/projects/" + project + "/keys", Map.of("name", "short"));
        admin().delete("/api/v1/projects/" + project + "/keys/"
                + other.path("id").asString(""));

        var revoked = job(Forge.GITLAB, "words", other.path("token").asString(""));
        assertThat(revoked.exitCode()).as(revoked.said()).isEqualTo(7);
        var report = Files.readString(Forge.GITLAB.junit(revoked.workspace()));
        assertThat(report).contains("the API key is unknown, expired or revoked");
        var gone = Shell.in(
                folder,
                Map.of("FUGU_URL", "http://127.0.0.1:9", "FUGU_TOKEN", key),
                "ci",
                "--repository",
                origin().root(),
                "--build",
                GitRepository.BUILD,
                "out");
        assertThat(gone.exitCode()).as(gone.err()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"github/example.yml", "gitlab/example.yml", "jenkins/Jenkinsfile"})
    void aPipelineHasAtMostTenLinesOfItsOwn(String file) throws Exception {
        var lines = Files.readAllLines(TEMPLATES.resolve(file));

        assertThat(lines).hasSizeLessThanOrEqualTo(10);
        if (file.endsWith(".yml")) assertThat(yaml(file).isEmpty()).isFalse();
        assertThat(Files.readString(ROOT.resolve("docs/ci.md"))).contains(String.join("\n", lines));
    }
}
