package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Benchmarks of a program whose library OS is apart: measured, compared, explained and gated on one that is named.
class LibraryBenchIT {
    private static final Path PREBUILT = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt");

    @TempDir
    Path folder;

    private Path program;
    private Path exos;
    private Path other;

    @BeforeEach
    void unpack() throws Exception {
        program = unpacked("test/apart.zip", "program");
        exos = unpacked("libos/exos-1.0.zip", "exos");
        other = unpacked("libos/exos-1.0.zip", "other");
        another(other);
    }

    /// A library OS of other content that does the same: nobody reads what is behind its last section.
    private static void another(Path library) throws Exception {
        Files.write(library.resolve("exos.so"), new byte[16], StandardOpenOption.APPEND);
        var manifest = library.resolve("fugu.yaml");
        Files.writeString(manifest, Files.readString(manifest).replace("\"1.0\"", "\"1.1\""));
    }

    private Path unpacked(String zip, String name) throws Exception {
        var place = Files.createDirectories(folder.resolve(name));
        try (var archive = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(PREBUILT.resolve(zip))))) {
            for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Files.write(place.resolve(entry.getName()), archive.readAllBytes());
            }
        }
        return place;
    }

    @Test
    void theResultsSayWhichLibraryOsItWas() throws Exception {
        var without = Shell.run("bench", "run", program);
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("exos@1.0");

        var results = folder.resolve("results.json");
        var run = Shell.run("bench", "run", program, "--libos", exos, "-o", results, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        var library = run.json().path("libos");
        assertThat(library.path("name").asString()).isEqualTo("exos");
        assertThat(library.path("version").asString()).isEqualTo("1.0");
        assertThat(library.path("digest").asString()).hasSize(64);

        var compared = Shell.run("bench", "compare", results, program, "--libos", other, "--json");
        assertThat(compared.exitCode()).as(compared.err()).isZero();
        var first = compared.json().path("findings").get(0);
        assertThat(first.path("kind").asString()).isEqualTo("other_libos");
        assertThat(first.path("effect").asString()).isEqualTo("none");
        assertThat(first.path("sentence").asString()).contains("was exos@1.0 (", "is exos@1.1 (");
        assertThat(compared.json().path("findings").get(1).path("kind").asString())
                .isEqualTo("unchanged");
        assertThat(compared.json().path("base").path("libos")).isEqualTo(library);

        var figures = Shell.run("bench", "compare", results, results, "--libos", exos);
        assertThat(figures.exitCode()).isEqualTo(2);
        assertThat(figures.err()).contains("only figures");
    }

    @Test
    void anExplanationRunsEachSideOnItsOwn() {
        var explained = Shell.run("bench", "explain", program, program, "--base-libos", exos, "--libos", other);
        assertThat(explained.exitCode()).as(explained.err()).isZero();
        assertThat(explained.out())
                .contains("the library OS was exos@1.0 (", "and is exos@1.1 (", "both did the same all the time");
    }

    @Test
    void inARepositoryTheBaseHasTheLibraryOsOfItsCommit() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
        git("init", "--quiet", "--initial-branch", "main");
        git("add", "program", "exos");
        git("commit", "--quiet", "--message", "first");
        another(exos);
        git("add", "exos");
        git("commit", "--quiet", "--message", "another library OS");

        var own = Shell.run("ci", "program", "--repository", folder, "--libos", "exos");
        assertThat(own.exitCode()).as(own.err()).isZero();
        assertThat(own.out()).contains("the library OS was exos@1.0 (", "is exos@1.1 (", "run, cycles: unchanged");

        // Not under version control, so it is that of both.
        var same = Shell.run("ci", "program", "--repository", folder, "--libos", "other");
        assertThat(same.exitCode()).as(same.err()).isZero();
        assertThat(same.out()).doesNotContain("the library OS");
        var named = Shell.run("ci", "program", "--repository", folder, "--libos", "other", "--base-libos", "exos");
        assertThat(named.exitCode()).as(named.err()).isZero();
        var bisected = Shell.run(
                "bench",
                "bisect",
                "--repository",
                folder,
                "--build",
                "true",
                "--bundle",
                "program",
                "--libos",
                "exos",
                "HEAD^",
                "HEAD");
        assertThat(bisected.exitCode()).isEqualTo(2);
        assertThat(bisected.err()).contains("there is nothing to find");
    }

    private void git(String... arguments) throws Exception {
        GitRepository.git(folder, arguments);
    }
}
