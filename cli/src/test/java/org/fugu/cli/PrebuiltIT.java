package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Builds the guest programs anew and compares the packed bundles with the ones that are kept, byte
/// for byte.
class PrebuiltIT {
    private static final Path GUEST = Path.of(System.getProperty("fugu.root"), "guest");
    private static final Path PREBUILT = GUEST.resolve("prebuilt");

    @TempDir
    static Path copy;

    @BeforeAll
    static void build() throws Exception {
        var compiler = new ProcessBuilder("sh", "-c", "command -v riscv64-linux-gnu-gcc").start();
        assumeTrue(compiler.waitFor() == 0, "no cross compiler; ./fugu test installs it");
        // A copy, so that a build somebody has in guest/build neither helps nor suffers.
        run(List.of("cp", "-r", GUEST.toString(), copy.resolve("guest").toString()));
        run(List.of("rm", "-rf", copy.resolve("guest/build").toString()));
        run(List.of("make", "-s", "-j2", "-C", copy.resolve("guest").toString()));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    static List<Path> kept() throws IOException {
        try (var files = Files.walk(PREBUILT)) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void aKeptBundleIsWhatTheSourcesBuild(Path kept) throws Exception {
        var name = kept.getFileName().toString().replace(".zip", "");

        var rebuilt = Bundle.ofFolder(copy.resolve("guest/build").resolve(name));

        assertThat(rebuilt.canonicalZip())
                .as("refresh it with: make -C guest prebuilt")
                .isEqualTo(Files.readAllBytes(kept));
    }
}
