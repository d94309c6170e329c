package org.fugu.bundle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;

/// The prebuilt benchmark programs, each small enough to be run often.
final class BenchPrograms {
    private static final Path PREBUILT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt");

    /// @param name of the bundle in `guest/prebuilt`
    record Run(String name, String mesh, List<String> arguments) {
        Path file() {
            return PREBUILT.resolve(name + ".zip");
        }

        RunPlan plan(String fidelity, int threads) throws IOException {
            var options = new RunOptions(
                    null,
                    arguments,
                    null,
                    mesh,
                    null,
                    fidelity,
                    null,
                    LimitsGiven.NONE,
                    Collections.emptySortedMap(),
                    threads);
            return RunPlan.of(Bundle.read(Files.readAllBytes(file())), options);
        }

        @Override
        public String toString() {
            return name + " " + String.join(" ", arguments) + " on " + mesh;
        }
    }

    private BenchPrograms() {}

    static List<Run> small() {
        return List.of(
                new Run("hello", "2x1", List.of()),
                new Run("pingpong", "2x1", List.of("50", "interrupt")),
                new Run("sum", "2x2", List.of("600")),
                new Run("test/locks", "2x2", List.of()),
                new Run("test/bulk", "2x1", List.of()),
                new Run("test/grants", "3x1", List.of()),
                new Run("test/processes", "1x1", List.of()),
                new Run("test/parts", "1x1", List.of()),
                new Run("test/delivery", "2x2", List.of("interrupts")),
                new Run("bench/buffered", "2x1", List.of()),
                new Run("bench/udm", "2x1", List.of()),
                new Run("bench/request", "2x1", List.of("20")),
                new Run("bench/remote", "2x1", List.of()),
                new Run("bench/stream", "2x1", List.of("messages")),
                new Run("bench/stream", "2x1", List.of("lines")),
                new Run("bench/stream", "2x1", List.of("prefetch")),
                new Run("bench/stream", "2x1", List.of("dma")),
                new Run("test/contexts", "2x1", List.of()),
                new Run("bench/hide", "2x2", List.of("8", "2", "3")),
                new Run("bench/misses", "3x1", List.of()),
                new Run("bench/workerset", "4x1", List.of("2")),
                new Run("bench/unmap", "2x2", List.of()),
                new Run("bench/barrier", "4x2", List.of("message", "6")),
                new Run("bench/barrier", "4x2", List.of("tree", "6")),
                new Run("bench/barrier", "4x2", List.of("flat", "6")),
                new Run("bench/barrier", "4x2", List.of("library", "6")),
                new Run("bench/invoke", "3x1", List.of("message", "8")),
                new Run("bench/invoke", "3x1", List.of("shared", "8")),
                new Run("bench/stencil", "2x2", List.of("10", "2")),
                new Run("bench/matmul", "2x2", List.of("8")),
                new Run("bench/chase", "2x1", List.of("remote", "200")),
                new Run("bench/alltoall", "2x2", List.of("message", "3")),
                new Run("bench/alltoall", "2x2", List.of("shared", "2")),
                new Run("bench/radix", "2x2", List.of("40")),
                new Run("bench/lu", "2x2", List.of("8")),
                new Run("bench/fft", "2x2", List.of("16")),
                new Run("bench/synth", "2x2", List.of("10", "40")),
                new Run("bench/enum", "2x2", List.of("4")),
                new Run("bench/lumessages", "2x2", List.of("13", "2")),
                new Run("bench/null", "2x1", List.of("20000")),
                new Run("bench/aegis", "1x1", List.of()),
                new Run("bench/protection", "2x1", List.of()),
                new Run("bench/transfer", "1x1", List.of("50")),
                new Run("bench/stride", "1x1", List.of("30")),
                new Run("bench/getpid", "1x1", List.of()));
    }
}
