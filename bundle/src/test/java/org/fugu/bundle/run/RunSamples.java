package org.fugu.bundle.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Programs;
import org.fugu.exokernel.run.Clues;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunReport;
import org.jspecify.annotations.Nullable;

/// Bundles and reports to test with.
public final class RunSamples {
    private RunSamples() {}

    /// A bundle with two programs, `one` and `two`, whose manifest ends in the given lines.
    public static Bundle bundle(Path folder, String lines) throws IOException {
        Files.write(folder.resolve("one.elf"), Programs.elf(1));
        Files.write(folder.resolve("two.elf"), Programs.elf(2));
        Files.writeString(folder.resolve("expected.txt"), "first line\nsecond line\n");
        Files.writeString(folder.resolve("fugu.yaml"), """
                fugu: 1
                name: both
                version: 1.0.0
                programs:
                  one: {file: one.elf}
                  two: {file: two.elf}
                """ + lines);
        return Bundle.ofFolder(folder);
    }

    public static RunReport exited(int code, Map<Integer, String> console) {
        return report(Outcome.EXITED, code, console, Map.of());
    }

    public static RunReport report(
            Outcome outcome, @Nullable Integer code, Map<Integer, String> console, Map<String, Long> metrics) {
        SortedMap<Integer, byte[]> bytes = new TreeMap<>();
        console.forEach((node, text) -> bytes.put(node, text.getBytes(StandardCharsets.UTF_8)));
        return new RunReport(
                "fugu",
                "v1",
                2,
                "timing",
                outcome,
                code,
                null,
                "it ended",
                "d1",
                "r1",
                List.of(),
                1234,
                33.0,
                1000,
                7,
                6,
                bytes,
                new TreeMap<>(metrics),
                new TreeMap<>(),
                List.of(Map.of("loads", 1L), Map.of("loads", 2L)),
                new TreeMap<>(),
                Clues.NONE);
    }
}
