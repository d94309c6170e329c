package org.fugu.experiment.benchmark;

import java.util.List;

/// The figures of all benchmarks of one bundle: what a baseline is made of.
///
/// @param bundle the bundle's name
/// @param bundleVersion as its manifest says
/// @param bundleDigest its identity
public record BenchmarkResults(
        String bundle, String bundleVersion, String bundleDigest, List<Measurement> measurements) {
    public BenchmarkResults {
        measurements = List.copyOf(measurements);
    }
}
