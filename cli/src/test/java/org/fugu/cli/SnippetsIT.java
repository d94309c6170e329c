package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Blocks of code in pages. A block of C is quoted from a file that is compiled elsewhere
/// ([CodeQuotes]), or is compiled here. A block of shell is run here, in an empty folder beside a clone
/// at `~/fugu`, or in the clone. A block that cannot be says so, and why, in the line above it: `*…; no
/// test runs it.*` or `*…; no test compiles it.*`
class SnippetsIT {
    private static final Path ROOT = CodeQuotes.ROOT;
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^(?<before>.*)\n\n?```(?<language>c|cc|rust|sh)\n(?<text>(?:.*\n)*?)```$");
    private static final Pattern EXCUSED = Pattern.compile("\\*.{10,}; no test (runs|compiles) it\\.\\*");

    private record Block(Path page, String before, String language, String text) {
        boolean excused() {
            return EXCUSED.matcher(before).matches();
        }

        boolean quoted() {
            return before.startsWith("<!-- code of: ");
        }
    }

    private record Answer(int code, String output) {}

    @TempDir
    private Path home;

    @BeforeAll
    static void thereIsACompiler() throws IOException, InterruptedException {
        assumeTrue(
                run(ROOT, ROOT, "make -s -C guest compiler").code() == 0,
                "make and the cross compiler are not installed");
    }

    /// Without it the script would begin to build, and into another home.
    private static void requireCommandLine() throws IOException {
        try (var files = Files.list(ROOT.resolve("cli/target"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("the command line, which this build packs before these tests")
                    .anyMatch(name -> name.matches("cli-.*\\.jar"));
        }
    }

    private static List<Block> blocks() throws IOException {
        var blocks = new ArrayList<Block>();
        for (var page : PageTests.pages().toList()) {
            BLOCK.matcher(Files.readString(ROOT.resolve(page)))
                    .results()
                    .forEach(found -> blocks.add(
                            new Block(page, found.group("before"), found.group("language"), found.group("text"))));
        }
        return blocks;
    }

    private static Answer run(Path home, Path folder, String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-e", "-u", "-o", "pipefail", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        // This test runs within the build that the script would otherwise start.
        builder.environment().put("FUGU_NO_BUILD", "1");
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output);
    }

    @Test
    void everyBlockOfCodeIsCompiled() throws IOException, InterruptedException {
        var files = new ArrayList<String>();
        int quoted = 0;
        for (var block : blocks()) {
            if (block.quoted()) quoted++;
            if (block.language().equals("sh") || block.quoted() || block.excused()) continue;
            assertThat(block.language())
                    .as("%s: quote it from a file (CodeQuotes):%n%s", block.page(), block.text())
                    .isEqualTo("c");
            var file = home.resolve("block-" + files.size() + ".c");
            Files.writeString(file, "/* of " + block.page() + " */\n" + block.text());
            files.add(file.toString());
        }
        assertThat(quoted).as("blocks quoted from files that are compiled").isGreaterThan(40);
        if (files.isEmpty()) return;
        assertThat(compile(files)).isEqualTo(new Answer(0, ""));
    }

    private Answer compile(List<String> files) throws IOException, InterruptedException {
        return run(
                home,
                home,
                "riscv64-linux-gnu-gcc -std=gnu17 -Wall -Wextra -Werror -fsyntax-only -nostdinc"
                        + " -isystem $(riscv64-linux-gnu-gcc -print-file-name=include)"
                        + " -isystem /usr/lib/picolibc/riscv64-unknown-elf/include -I'" + ROOT.resolve("guest/include")
                        + "' " + String.join(" ", files));
    }

    @Test
    void whatDoesNotCompileIsFound() throws IOException, InterruptedException {
        var good = Files.writeString(home.resolve("good.c"), "#include <fugu/fugu.h>\nint main(void) { return 0; }\n");
        var bad = Files.writeString(home.resolve("bad.c"), "int main(void) { return none; }\n");
        assertThat(compile(List.of(good.toString()))).isEqualTo(new Answer(0, ""));
        assertThat(compile(List.of(good.toString(), bad.toString())).output()).contains("none");
    }

    /// A clone in which samples can be made without changing this one.
    private void clone(Path clone) throws IOException {
        Files.createDirectories(clone.resolve("guest/samples"));
        Files.createSymbolicLink(clone.resolve("fugu"), ROOT.resolve("fugu"));
        for (var part : List.of("crt", "include", "libos", "fugu.mk")) {
            Files.createSymbolicLink(clone.resolve("guest").resolve(part), ROOT.resolve("guest/" + part));
        }
    }

    @Test
    void everyBlockOfShellDoesWhatThePageSays() throws IOException, InterruptedException {
        requireCommandLine();
        clone(home.resolve("fugu"));
        int runs = 0;
        for (var block : blocks()) {
            if (!block.language().equals("sh")) continue;
            assertThat(run(home, home, "bash -n <<'END_OF_BLOCK'\n" + block.text() + "END_OF_BLOCK\n"))
                    .as("the syntax of a block of " + block.page())
                    .isEqualTo(new Answer(0, ""));
            if (block.excused()) continue;
            var folder = block.page().startsWith("README.md")
                    ? home.resolve("fugu")
                    : Files.createDirectories(home.resolve("empty-" + runs));
            var answer = run(home, folder, block.text());
            assertThat(answer.code())
                    .as(block.page() + ":\n" + block.text() + answer.output())
                    .isZero();
            if (block.text().contains("rank %u of %u"))
                assertThat(answer.output()).contains("rank 3 of 4");
            runs++;
        }
        assertThat(runs).as("blocks that were run").isGreaterThanOrEqualTo(2);
    }
}
