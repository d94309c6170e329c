package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fugu.bundle.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The prebuilt bundles are what their sources give, byte for byte.
class PrebuiltBundlesIT {
    private static final Path GUEST =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest").toAbsolutePath();

    /// Another compiler may give other bytes, which would say nothing.
    private static boolean hasTheirCompiler() throws IOException, InterruptedException {
        var wanted = Files.readString(GUEST.resolve("prebuilt/compiler.txt"));
        return run(List.of("make", "-s", "--no-print-directory", "compiler")).equals(wanted);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(GUEST.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue() == 0 ? output : "exit code " + process.exitValue() + "\n" + output;
    }

    @Test
    void rebuildingGivesTheSameBytes(@TempDir Path build) throws IOException, InterruptedException {
        assumeTrue(hasTheirCompiler(), "guest/prebuilt/compiler.txt names another compiler than the one here");
        assertThat(run(List.of("make", "-s", "-j2", "build=" + build))).doesNotContain("exit code");

        var stale = new ArrayList<String>();
        for (var zip : prebuilt()) {
            var name = zip.getFileName().toString().replace(".zip", "");
            var rebuilt = Bundle.ofFolder(build.resolve(name)).canonicalZip();
            if (!Arrays.equals(rebuilt, Files.readAllBytes(zip))) stale.add(name);
        }
        assertThat(stale).as("run make -C guest prebuilt").isEmpty();
    }

    private static List<Path> prebuilt() throws IOException {
        try (var files = Files.walk(GUEST.resolve("prebuilt"))) {
            var zips = files.filter(file -> file.toString().endsWith(".zip")).toList();
            assertThat(zips).hasSizeGreaterThan(10);
            return zips;
        }
    }
}
