package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The prebuilt bundles are what their sources give, byte for byte.
class PrebuiltBundlesIT {
    /// Another compiler may give other bytes, which would say nothing.
    private static boolean hasTheirCompiler() throws IOException, InterruptedException {
        var wanted = Files.readString(Tool.GUEST.resolve("prebuilt/compiler.txt"));
        return Tool.run(Tool.GUEST, "make", "-s", "--no-print-directory", "compiler")
                .output()
                .equals(wanted);
    }

    @Test
    void rebuildingGivesTheSameBytes(@TempDir Path build) throws IOException, InterruptedException {
        assumeTrue(hasTheirCompiler(), "guest/prebuilt/compiler.txt names another compiler than the one here");
        Tool.run(Tool.GUEST, "make", "-s", "-j2", "build=" + build).succeeded();

        var stale = new ArrayList<String>();
        for (var zip : prebuilt()) {
            var name = zip.getFileName().toString().replace(".zip", "");
            if (name.equals("rust")) continue; // another compiler: RustIT
            var rebuilt = Bundle.ofFolder(build.resolve(name)).canonicalZip();
            if (!Arrays.equals(rebuilt, Files.readAllBytes(zip))) stale.add(name);
        }
        assertThat(stale).as("run make -C guest prebuilt").isEmpty();
    }

    private static List<Path> prebuilt() throws IOException {
        try (var files = Files.walk(Tool.GUEST.resolve("prebuilt"))) {
            var zips = files.filter(file -> file.toString().endsWith(".zip")).toList();
            assertThat(zips).hasSizeGreaterThan(10);
            return zips;
        }
    }
}
