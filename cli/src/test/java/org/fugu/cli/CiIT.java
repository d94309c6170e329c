package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The gate in real repositories, as the pipelines of several systems check them out.
class CiIT {
    @TempDir
    Path folder;

    private GitRepository repository;
    private final Map<String, String> variables = new HashMap<>();

    /// `main`: quick, quick; `change` leaves it after the first.
    @BeforeEach
    void makeTheHistory() throws Exception {
        variables.put("FUGU_ROOT", System.getProperty("fugu.root"));
        repository = new GitRepository(folder);
        repository.commit("Begin", "quick.elf");
        repository.git("branch", "change");
        repository.commit("Something else", "quick.elf");
    }

    private Shell ci(Object... more) {
        return in(repository.root(), more);
    }

    private Shell in(Path root, Object... more) {
        var words = new ArrayList<Object>(List.of("ci", "--repository", root));
        words.addAll(List.of(more));
        return Shell.in(Path.of("/nonexistent"), variables, words.toArray());
    }

    private Shell built(Object... more) {
        return builtIn(repository.root(), more);
    }

    private Shell builtIn(Path root, Object... more) {
        var words = new ArrayList<Object>(List.of("--build", GitRepository.BUILD, "out"));
        words.addAll(List.of(more));
        return in(root, words.toArray());
    }

    private static void assertCode(Shell shell, int code) {
        assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(code);
    }

    @Test
    void aBranchIsHeldAgainstWhereItLeavesTheMainOne() throws Exception {
        // The tip of main is slower than the branch, which would hide that the branch is slower too.
        repository.commit("Slow it down", "slow.elf");
        var fork = repository.git("rev-parse", "change").strip();
        repository.git("checkout", "--quiet", "change");
        repository.commit("Slow it down here", "slow.elf");

        var shell = built("--junit", folder.resolve("report.xml"));
        assertCode(shell, 3);
        assertThat(shell.err()).contains("base: " + fork.substring(0, 10) + ", where HEAD leaves main");
        assertThat(shell.out()).contains("worse   work, cycles: 19967 more", "1. main  +20,000 cycles");
        assertThat(Files.readString(folder.resolve("report.xml"))).contains("<failure");
        assertThat(repository.git("worktree", "list").lines()).hasSize(1);
    }

    @Test
    void aChangeThatOnlyChangesWordsIsSilentAndTheDocumentIsTheSameTwice() throws Exception {
        repository.git("checkout", "--quiet", "change");
        repository.commit("Write a comment", "quick.elf");

        var once = built("--json", "--markdown", folder.resolve("report.md"));
        assertCode(once, 0);
        assertThat(folder.resolve("report.md")).isEmptyFile();
        assertThat(built("--json").out()).isEqualTo(once.out());
        assertThat(once.json().path("verdict").asString("")).isEqualTo("no regression");
    }

    @Test
    void onTheMainBranchWhatWasBeforeCountsAndWhatIsNotCommittedFirst() throws Exception {
        repository.write("slow.elf");
        var uncommitted = built();
        assertCode(uncommitted, 3);
        assertThat(uncommitted.err()).contains("what is changed here is not committed");

        repository.commit("Slow it down", "slow.elf");
        var committed = built();
        assertCode(committed, 3);
        assertThat(committed.err()).contains("the commit before HEAD");
        repository.commit("Write a comment", "slow.elf");
        assertCode(built(), 0);
        // What the server says came together is judged together.
        variables.putAll(Map.of("GITLAB_CI", "true", "CI_COMMIT_REF_NAME", "main", "CI_DEFAULT_BRANCH", "main"));
        variables.put(
                "CI_COMMIT_BEFORE_SHA", repository.git("rev-parse", "HEAD~2").strip());
        var pushed = built();
        assertCode(pushed, 3);
        assertThat(pushed.err()).contains("what the branch was before");
        assertCode(built("--warn-only"), 0);
    }

    @Test
    void aFirstCommitHasNoBaseAndTheReportsSaySo() throws Exception {
        repository.git("checkout", "--quiet", "--orphan", "alone");
        repository.commit("Begin again", "quick.elf");
        repository.git("branch", "--quiet", "--force", "main", "alone");
        repository.git("checkout", "--quiet", "main");

        var shell = built("--markdown", folder.resolve("report.md"), "--badge", folder.resolve("badge.svg"));
        assertCode(shell, 5);
        assertThat(shell.err()).contains("HEAD is the first commit");
        assertThat(folder.resolve("report.md")).content().contains("**fails**: HEAD is the first commit");
        assertThat(folder.resolve("badge.svg")).content().doesNotContain("#2e7d32");
        var warned = built("--warn-only");
        assertCode(warned, 0);
        assertThat(warned.err()).contains("HEAD is the first commit", "this would be exit code 5");
    }

    @ParameterizedTest
    @CsvSource({"nothing.elf, quick.elf, 5, cannot be built", "quick.elf, nothing.elf, 2, ended with"})
    void whatCannotBeBuiltIsSaidWithTheWordsOfTheBuild(String before, String after, int code, String said)
            throws Exception {
        repository.commit("Before", before);
        repository.commit("After", after);

        var shell = built();
        assertCode(shell, code);
        assertThat(shell.err()).contains(said, "nothing.elf");
    }

    @Test
    void aBundleUnderVersionControlNeedsNoBuild() throws Exception {
        var bundle = Files.createDirectories(repository.root().resolve("bundle"));
        Files.copy(repository.root().resolve("fugu.yaml"), bundle.resolve("fugu.yaml"));
        Files.copy(folder.resolve("quick.elf"), bundle.resolve("work.elf"));
        repository.commit("Keep a bundle", "quick.elf");
        Files.copy(
                folder.resolve("slow.elf"),
                bundle.resolve("work.elf"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        repository.commit("Renew it", "quick.elf");

        assertCode(ci("bundle"), 3);
        var missing = ci("bundle", "--base", "change");
        assertCode(missing, 5);
        assertThat(missing.err()).contains("has no bundle 'bundle'; say with --build how it is built");
    }

    private Path cloned(String... more) throws Exception {
        var place = folder.resolve("clone");
        var words = new ArrayList<String>(List.of("clone", "--quiet"));
        words.addAll(List.of(more));
        words.addAll(List.of("file://" + repository.root(), place.toString()));
        GitRepository.git(folder, words.toArray(String[]::new));
        return place;
    }

    @Test
    void aShallowCloneIsDeepenedOrRefusedWithTheLineToAdd() throws Exception {
        repository.git("checkout", "--quiet", "change");
        repository.commit("Slow it down", "slow.elf");
        repository.commit("Write a comment", "slow.elf");
        variables.putAll(Map.of("GITHUB_ACTIONS", "true", "GITHUB_HEAD_REF", "change", "GITHUB_BASE_REF", "main"));
        var clone = cloned("--depth=1", "--branch=change");

        repository.git("branch", "--quiet", "--move", "main", "elsewhere");
        var lost = builtIn(clone);
        assertCode(lost, 5);
        assertThat(lost.err()).contains("the branch 'main' cannot be fetched from origin");
        repository.git("branch", "--quiet", "--move", "elsewhere", "main");
        GitRepository.git(clone, "fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main");
        var address = GitRepository.git(clone, "remote", "get-url", "origin").strip();
        GitRepository.git(clone, "remote", "set-url", "origin", "file:///nonexistent");
        var refused = builtIn(clone);
        assertCode(refused, 5);
        assertThat(refused.err()).contains("the clone is shallow", "fetch-depth: 0");

        GitRepository.git(clone, "remote", "set-url", "origin", address);
        var deepened = builtIn(clone);
        assertCode(deepened, 3);
        assertThat(deepened.err()).contains("where HEAD leaves main");
    }

    @Test
    void gitHubIsToldOnTheJobsPageBesideTheLinesAndInOneComment() throws Exception {
        repository.git("checkout", "--quiet", "change");
        repository.commit("Slow it down", "slow.elf");
        var event = Files.writeString(folder.resolve("event.json"), "{\"pull_request\": {\"number\": 12}}");
        var summary = folder.resolve("summary.md");
        try (var forge = new Forge()) {
            variables.putAll(Map.of(
                    "GITHUB_ACTIONS", "true",
                    "GITHUB_HEAD_REF", "change",
                    "GITHUB_BASE_REF", "main",
                    "GITHUB_EVENT_PATH", event.toString(),
                    "GITHUB_STEP_SUMMARY", summary.toString(),
                    "GITHUB_REPOSITORY", "team/work",
                    "GITHUB_API_URL", forge.address()));
            var without = built("--comment");
            assertCode(without, 3);
            assertThat(without.err())
                    .contains("no token that may write to it")
                    .contains("::error title=Benchmarks::work, cycles: 19967 more cycles");
            assertThat(summary).content().contains("### Benchmarks: 1 regression");

            variables.put("GITHUB_TOKEN", "secret");
            assertCode(built("--comment"), 3);
            assertCode(built("--comment"), 3);
            repository.commit("Mend it", "quick.elf");
            assertCode(built("--comment"), 0);
            assertThat(forge.asked)
                    .containsExactly(
                            "GET /repos/team/work/issues/12/comments",
                            "POST /repos/team/work/issues/12/comments",
                            "GET /repos/team/work/issues/12/comments",
                            "PATCH /repos/team/work/issues/comments/5",
                            "GET /repos/team/work/issues/12/comments",
                            "PATCH /repos/team/work/issues/comments/5");
            assertThat(forge.said).contains("no regression");
            forge.status = 403;
            var fork = built("--comment");
            assertCode(fork, 0);
            assertThat(fork.err()).contains("answered with status 403");
        }
    }

    /// Keeps one comment, as a forge does.
    private static final class Forge implements AutoCloseable {
        private final HttpServer server;
        private final List<String> asked = new ArrayList<>();
        private String said = "";
        private int status = 200;

        Forge() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                asked.add(exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getPath());
                assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
                        .isEqualTo("Bearer secret");
                var sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (!sent.isEmpty()) said = sent;
                var comment = said.isEmpty() ? "[]" : "[{\"id\": 5, " + said.substring(1) + "]";
                var answer =
                        (exchange.getRequestMethod().equals("GET") ? comment : "{}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void aBaselineUnderVersionControlIsMadeComparedAndRenewedWithoutGit() throws Exception {
        var bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.copy(repository.root().resolve("fugu.yaml"), bundle.resolve("fugu.yaml"));
        Files.copy(folder.resolve("quick.elf"), bundle.resolve("work.elf"));
        var baseline = folder.resolve("baseline.json");

        var missing = in(folder, bundle, "--baseline", baseline);
        assertCode(missing, 5);
        assertThat(missing.err())
                .contains("make one with: ./fugu ci " + bundle + " --baseline " + baseline + " --renew");
        assertCode(in(folder, bundle, "--baseline", baseline, "--renew"), 0);
        assertCode(in(folder, bundle, "--baseline", baseline), 0);
        Files.delete(bundle.resolve("work.elf"));
        Files.copy(folder.resolve("slow.elf"), bundle.resolve("work.elf"));
        assertCode(in(folder, bundle, "--baseline", baseline), 3);
        var renewed = in(folder, bundle, "--baseline", baseline, "--renew");
        assertCode(renewed, 0);
        assertThat(renewed.out()).contains("worse   work, cycles: 19967 more");
        assertCode(in(folder, bundle, "--baseline", baseline), 0);

        var limited = in(folder, bundle, "--baseline", baseline, "--max-cycles", 1000);
        assertCode(limited, 42);
        assertCode(in(folder, bundle, "--baseline", baseline, "--max-cycles", 1000, "--renew"), 2);
        Files.writeString(baseline, Files.readString(baseline).replaceAll("machineVersion\" : \"[^\"]*", "$0-old"));
        var epoch = in(folder, bundle, "--baseline", baseline);
        assertCode(epoch, 5);
        assertThat(epoch.out()).contains("no base work: ");
        assertThat(epoch.err()).contains("./fugu ci " + bundle + " --baseline " + baseline + " --renew");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out --renew", "out --baseline b.json --base main", "", "out", "out --max-cycles 0"})
    void whatMakesNoSenseIsRefused(String line) throws Exception {
        var words = line.isEmpty() ? new Object[0] : (Object[]) line.split(" ");

        var shell = in(Files.createDirectories(folder.resolve("nowhere")), words);
        assertCode(shell, 2);
        assertThat(shell.err()).doesNotContain("Exception");
    }
}
