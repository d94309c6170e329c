package org.fugu.experiment.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The figures of all benchmarks of one bundle: what a baseline is made of.
///
/// @param bundle the bundle's name
/// @param bundleVersion as its manifest says
/// @param bundleDigest its identity
/// @param acknowledged as in the manifest: reasons by benchmark, or `BENCHMARK/MEASURE`
public record BenchmarkResults(
        String bundle,
        String bundleVersion,
        String bundleDigest,
        SortedMap<String, String> acknowledged,
        List<Measurement> measurements) {
    public BenchmarkResults {
        acknowledged = Collections.unmodifiableSortedMap(new TreeMap<>(acknowledged));
        measurements = List.copyOf(measurements);
    }
}
