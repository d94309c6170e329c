package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A repository with a history in which one commit slows a benchmark.
class BisectIT {
    @TempDir
    Path folder;

    private GitRepository repository;
    private final List<String> commits = new ArrayList<>();

    @BeforeEach
    void makeTheHistory() throws Exception {
        repository = new GitRepository(folder);
        commit("Begin", "quick.elf");
        commit("Write a comment", "quick.elf");
        commit("Break the build", "nothing.elf");
        commit("Mend the build", "quick.elf");
        commit("Slow it down", "slow.elf");
        commit("Write another comment", "slow.elf");
        commit("Write a last one", "slow.elf");
    }

    private void commit(String subject, String program) throws Exception {
        commits.add(repository.commit(subject, program));
    }

    private Shell bisect(String good, String bad, String... more) {
        var words = new ArrayList<Object>(List.of(
                "bench",
                "bisect",
                "--repository",
                repository.root(),
                "--build",
                GitRepository.BUILD,
                "--bundle",
                "out"));
        words.addAll(List.of(more));
        words.addAll(List.of(good, bad));
        return Shell.run(words.toArray());
    }

    @Test
    void theCommitThatSlowedItIsFoundAndExplainedAndNothingIsLeftBehind() throws Exception {
        var shell = bisect(commits.getFirst(), "main", "--explain");

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out())
                .startsWith(commits.get(4).substring(0, 10)
                        + " is the first commit that changed work, cycles: 104,064 to" + " 124,031\n  Slow it down\n")
                .contains("1. main  +20,000 cycles");
        assertThat(repository.git("worktree", "list").lines()).hasSize(1);
        assertThat(repository.git("status", "--porcelain")).isEmpty();
        assertThat(repository.root().resolve("out")).doesNotExist();
    }

    @Test
    void theBuildMaySayWhereTheBundleIs() {
        var shell = Shell.run(
                "bench",
                "bisect",
                "--repository",
                repository.root(),
                "--build",
                GitRepository.BUILD + "; echo; echo out",
                commits.get(0),
                "main");
        assertThat(shell.out()).as(shell.err()).contains("is the first commit", "Slow it down");

        assertRefused(
                Shell.run(
                        "bench",
                        "bisect",
                        "--repository",
                        repository.root(),
                        "--build",
                        GitRepository.BUILD,
                        commits.get(0),
                        "main"),
                "has no figure for cycles");
    }

    @Test
    void itIsToldAsOneDocumentToo() {
        var json = bisect(commits.get(1), commits.get(5), "--measure", "work_cycles", "--json")
                .json();

        assertThat(json.path("after").path("commit").asString("")).isEqualTo(commits.get(4));
        assertThat(json.path("before").path("commit").asString("")).isEqualTo(commits.get(3));
        assertThat(json.path("before").path("value").asLong()).isEqualTo(90_025);
        assertThat(json.path("passedOver")).isEmpty();
    }

    @Test
    void whatCannotBeMeasuredIsNamedAsPossible() throws Exception {
        repository.git("checkout", "--quiet", commits.get(1));
        commits.clear();
        commit("Break it", "nothing.elf");
        commit("Slow it down and mend it", "slow.elf");

        var shell = bisect("HEAD~2", "HEAD");
        assertThat(shell.err()).contains("is passed over: it cannot be built");
        assertThat(shell.out()).contains("or one that was passed over before it", "passed over: ", "Break it");
    }

    @Test
    void whereThereIsNothingToFindItSaysSo() {
        assertRefused(bisect(commits.get(0), commits.get(1)), "is 104,064 in both commits");
        assertRefused(bisect(commits.get(5), commits.get(1)), "the good one has to come first");
        assertRefused(bisect("nonsense", "main"), "there is no commit 'nonsense'");
        assertRefused(bisect(commits.get(2), "main"), "has no figure for cycles");
        assertRefused(bisect(commits.get(0), "main", "--measure", "hops"), "has no figure for work, hops");
        var nowhere = Shell.run("bench", "bisect", "--repository", folder, "--build", ":", "main", "main");
        assertRefused(nowhere, "not a git repository");
    }

    private static void assertRefused(Shell shell, String why) {
        assertThat(shell.exitCode()).as(shell.out()).isEqualTo(2);
        assertThat(shell.err()).contains(why);
    }
}
