package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A repository as a team has it: a program in C, its makefile, and a history in which one commit slows
/// it by a thousandth.
class PipelineIT {
    private static final Path GUEST =
            Path.of(System.getProperty("fugu.root"), "guest").toAbsolutePath();
    private static final String PROGRAM = """
            #include <fugu/fugu.h>

            static volatile unsigned sink;

            __attribute__((noinline)) static void check(unsigned value)
            {
                sink = value;
                MORE
            }

            __attribute__((noinline)) static void work(unsigned steps)
            {
                for (unsigned i = 0; i < steps; i++) sink = i;
            }

            int main(void)
            {
                work(20000);
                for (unsigned i = 0; i < 10; i++) check(i);
                return 0;
            }
            """;

    @TempDir
    Path folder;

    private Path repository;
    private final List<String> commits = new ArrayList<>();

    private static String said(Path place, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private String git(String... arguments) throws Exception {
        var command =
                new ArrayList<String>(List.of("git", "-c", "user.name=nobody", "-c", "user.email=nobody@example.org"));
        command.addAll(List.of(arguments));
        return said(repository, command.toArray(String[]::new));
    }

    private void commit(String subject, String source) throws Exception {
        Files.writeString(repository.resolve("main.c"), source);
        git("add", "--all");
        git("commit", "--quiet", "--message", subject);
        commits.add(git("rev-parse", "HEAD").strip());
    }

    private Path bundle(int commit) throws Exception {
        git("checkout", "--quiet", commits.get(commit));
        said(repository, "make", "-s");
        var kept = folder.resolve("bundle-" + commit);
        said(repository, "cp", "-r", "build/work", kept.toString());
        return kept;
    }

    @BeforeEach
    void thereAreTools() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
        var make = new ProcessBuilder("make", "-s", "-C", GUEST.toString(), "compiler").start();
        assumeTrue(make.waitFor() == 0, "the cross compiler is not installed");
        repository = Files.createDirectories(folder.resolve("repository"));
    }

    @Test
    void aThousandthIsCaughtAtItsCommitWithFunctionAndLineAndACommentIsSilent() throws Exception {
        makeTheHistory();
        var bundles = new ArrayList<Path>();
        for (int i = 0; i < commits.size(); i++) bundles.add(bundle(i));

        for (int i = 1; i < commits.size(); i++) {
            var markdown = folder.resolve("report.md");
            var compared = compare(bundles.get(i - 1), bundles.get(i), markdown);
            boolean slower = i == 3;
            assertThat(compared.exitCode()).as(compared.err()).isEqualTo(slower ? 3 : 0);
            if (!slower) assertThat(Files.readString(markdown)).isEmpty();
            else assertThat(Files.readString(markdown)).contains("1. `check (main.c:10)`: ");
            assertThat(compare(bundles.get(i - 1), bundles.get(i), markdown).out())
                    .isEqualTo(compared.out());
        }
        var more = compare(bundles.get(2), bundles.get(3), folder.resolve("report.md"))
                .json();
        var cycles = more.path("findings").get(0);
        assertThat(cycles.path("difference").asDouble() / cycles.path("base").asDouble())
                .isBetween(0.0003, 0.003);

        var bisected = Shell.run(
                "bench",
                "bisect",
                "--repository",
                repository,
                "--build",
                "make -s",
                "--bundle",
                "build/work",
                commits.getFirst(),
                commits.getLast());
        assertThat(bisected.out())
                .as(bisected.err())
                .startsWith(commits.get(3).substring(0, 10) + " is the first commit that changed run, cycles")
                .contains("Check more");
    }

    @Test
    void aSweepOverLayoutsAndLinkOrdersFindsItTooAndCommentsStaySilent() throws Exception {
        makeTheHistory();
        git("checkout", "--quiet", commits.get(3));
        var slower = sweep();
        assertThat(slower.exitCode()).as(slower.out() + slower.err()).isEqualTo(3);
        assertThat(slower.out()).contains("more in 6 of 6 layouts", "1. check (main.c:10)");
        var usual = said(repository, "sha256sum", "build/work/work.elf");
        said(repository, "make", "-s");
        assertThat(said(repository, "sha256sum", "build/work/work.elf"))
                .as("what is left is linked as usual")
                .isEqualTo(usual);

        git("checkout", "--quiet", commits.get(4));
        var silent = sweep();
        assertThat(silent.exitCode()).as(silent.out() + silent.err()).isZero();
        assertThat(silent.out()).contains("unchanged in 6 layouts");
    }

    private Shell sweep() {
        return Shell.run(
                "ci",
                "--repository",
                repository,
                "--build",
                "make -s",
                "build/work",
                "--base",
                "HEAD^",
                "--sweep",
                "6");
    }

    private Shell compare(Path base, Path head, Path markdown) {
        return Shell.run("bench", "compare", base, head, "--explain", "--json", "--markdown", markdown);
    }

    private void makeTheHistory() throws Exception {
        git("init", "--quiet", "--initial-branch=main");
        Files.writeString(repository.resolve(".gitignore"), "build\n");
        Files.writeString(
                repository.resolve("fugu.yaml"),
                "fugu: 1\nname: work\nversion: 1.0.0\nprograms: {work: {file: work.elf}}\n");
        Files.writeString(repository.resolve("Makefile"), "name := work\ninclude " + GUEST.resolve("fugu.mk") + "\n");
        var before = PROGRAM.replace("MORE", "");
        commit("Begin", before);
        commit("Say what it is", "/* Works and checks. */\n" + before);
        commit("Say it again", "/* Works, and checks. */\n" + before);
        var after = PROGRAM.replace("MORE", "__asm__ volatile(\".rept 12; nop; .endr\");");
        commit("Check more", "/* Works, and checks. */\n\n" + after);
        commit("Say why", "/* Works, and checks more. */\n\n" + after);
    }
}
