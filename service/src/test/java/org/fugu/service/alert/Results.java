package org.fugu.service.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.bundle.Thresholds;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Measurement;

/// Results as tests need them.
final class Results {
    private Results() {}

    static BenchmarkResults of(Measurement... measurements) {
        return new BenchmarkResults("work", "1.0.0", "abc", null, new TreeMap<>(), Arrays.asList(measurements));
    }

    static Measurement well(String name, Map<String, Long> measures) {
        return measured(name, "v1", 0, measures);
    }

    static Measurement broken(String name) {
        return measured(name, "v1", 1, Map.of());
    }

    static Measurement measured(String name, String version, int exitCode, Map<String, Long> measures) {
        return new Measurement(
                name,
                new Measurement.Setting("work", List.of("10"), "fugu", "2x1", 2, "timing", 0),
                version,
                "exited",
                exitCode,
                "d",
                "r",
                new TreeMap<>(measures),
                new TreeMap<>(),
                List.of(),
                Thresholds.NONE);
    }
}
