package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Tool;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs in Rust, from their sources. Where there is no compiler for them these tests are skipped;
/// the prebuilt sample is run all the same.
class RustIT {
    private static final Path PREBUILT = Tool.GUEST.resolve("prebuilt");

    /// One for all tests: the core library takes the longest, and is compiled once.
    @TempDir
    private static Path build;

    @BeforeAll
    static void thereIsACompiler() throws IOException, InterruptedException {
        Tool.assumeCompiler();
        assumeTrue(
                Tool.works(Tool.GUEST, "make", "-s", "rust-compiler"),
                "a Rust compiler with the sources of its library is missing: apt-get install rustc rust-src");
        Tool.run(Tool.GUEST, "make", "-s", "rust", "build=" + build).succeeded();
    }

    private static RunReport run(Bundle bundle) {
        var plan = RunPlan.of(bundle, RunOptions.NONE);
        return plan.judge(Exokernel.run(plan.request(), RunObserver.NONE));
    }

    private static String console(RunReport report) {
        return new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8);
    }

    @Test
    void theSampleRunsAsItsManifestExpects() throws IOException {
        var report = run(Bundle.ofFolder(build.resolve("rust")));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        assertThat(report.metrics()).containsEntry("primes", 303L);
    }

    @Test
    void thePrebuiltSampleIsWhatItsSourcesGive() throws IOException, InterruptedException {
        for (var which : new String[] {"compiler", "rust-compiler"}) {
            var wanted = Files.readString(PREBUILT.resolve(which + ".txt"));
            var here = Tool.run(Tool.GUEST, "make", "-s", "--no-print-directory", which)
                    .output();
            assumeTrue(
                    here.equals(wanted), "guest/prebuilt/" + which + ".txt names another compiler than the one here");
        }
        assertThat(Bundle.ofFolder(build.resolve("rust")).canonicalZip())
                .as("run make -C guest prebuilt")
                .isEqualTo(Files.readAllBytes(PREBUILT.resolve("rust.zip")));
    }

    private static Tool make(Path folder, String name, String program, String... settings)
            throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve(name + ".rs"), "#![no_std]\n#![no_main]\nfugu::main!(run);\n" + program + "\n");
        Files.writeString(
                folder.resolve("fugu.yaml"), "fugu: 1\nname: n\nversion: 1.0.0\nprograms: {n: {file: n.elf}}\n");
        Files.writeString(
                folder.resolve("Makefile"),
                "name := n\nfolder := " + name + "\nsources := " + name + ".rs\nbuild := " + build + "\n"
                        + String.join("\n", settings) + "\ninclude " + Tool.GUEST.resolve("fugu.mk") + "\n");
        return Tool.run(folder, "make", "-s");
    }

    @Test
    void aMessageHasAsManyOperandsAsItsHandlerHasParameters(@TempDir Path folder)
            throws IOException, InterruptedException {
        var handler = "extern \"C\" fn hear(_: u32, _: u64, _: u64) {}\n";
        assertThat(make(folder, "fits", handler + "fn run() { fugu::send(0, hear as fugu::Handler2, [1, 2]) }"))
                .isEqualTo(new Tool(0, ""));
        var wrong = make(folder, "wrong", handler + "fn run() { fugu::send(0, hear as fugu::Handler2, [1]) }");
        assertThat(wrong.code()).isNotZero();
        assertThat(wrong.output()).contains("expected an array with a fixed size of 2 elements");
    }

    @Test
    void aPanicSaysWhereAndEndsTheRank(@TempDir Path folder) throws IOException, InterruptedException {
        make(folder, "panics", "fn run() { let none: Option<u32> = None; none.expect(\"nothing\"); }")
                .succeeded();
        var report = run(Bundle.ofFolder(build.resolve("panics")));
        assertThat(report.exitCode()).isEqualTo(134);
        assertThat(console(report)).contains("panicked at", "nothing", "panics.rs:4");
    }

    @Test
    void aMissingCompilerIsNamed(@TempDir Path folder) throws IOException, InterruptedException {
        var made = make(folder, "lost", "fn run() {}", "RUSTC := nowhere-rustc");
        assertThat(made.code()).isNotZero();
        assertThat(made.output()).contains("apt-get install rustc rust-src");
    }

    @Test
    void aBareProgramCannotBeInRust(@TempDir Path folder) throws IOException, InterruptedException {
        var made = make(folder, "naked", "fn run() {}", "libos := none");
        assertThat(made.code()).isNotZero();
        assertThat(made.output())
                .contains("A program in Rust needs libos := exos")
                .hasLineCount(1);
    }
}
