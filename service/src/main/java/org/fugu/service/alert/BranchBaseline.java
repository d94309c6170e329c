package org.fugu.service.alert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Measurement;

/// What a new measurement of a branch is held against: the one before it, but for programs that did not
/// end well there. Those count as they last ended well, so that no regression hides behind a commit that
/// did not work.
///
/// @param results of the measurement before, mended so
/// @param sources the identifier of the measurement that each benchmark's figures are from
record BranchBaseline(BenchmarkResults results, Map<String, String> sources) {
    BranchBaseline {
        sources = Map.copyOf(sources);
    }

    /// A finished measurement of the branch.
    record Earlier(String id, BenchmarkResults results) {}

    /// @param earlier one or more, the newest first
    static BranchBaseline of(List<Earlier> earlier) {
        var before = earlier.getFirst().results();
        var sources = new HashMap<String, String>();
        var measurements = new ArrayList<Measurement>();
        for (var measurement : before.measurements()) {
            var source = earlier.stream()
                    .filter(one -> named(one, measurement.name()).stream().anyMatch(Measurement::succeeded))
                    .findFirst()
                    .orElse(earlier.getFirst());
            sources.put(measurement.name(), source.id());
            measurements.add(named(source, measurement.name()).getFirst());
        }
        return new BranchBaseline(
                new BenchmarkResults(
                        before.bundle(),
                        before.bundleVersion(),
                        before.bundleDigest(),
                        before.libos(),
                        before.acknowledged(),
                        measurements),
                sources);
    }

    private static List<Measurement> named(Earlier one, String name) {
        return one.results().measurements().stream()
                .filter(measurement -> measurement.name().equals(name))
                .toList();
    }
}
