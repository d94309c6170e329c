package org.fugu.experiment.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fugu.exokernel.run.LibraryInputs;
import org.jspecify.annotations.Nullable;

/// The figures of all benchmarks of one bundle: what a baseline is made of.
///
/// @param bundle the bundle's name
/// @param bundleVersion as its manifest says
/// @param bundleDigest its identity
/// @param libos the library OS that its programs ran on; null where it is linked into them
/// @param acknowledged as in the manifest: reasons by benchmark, or `BENCHMARK/MEASURE`
public record BenchmarkResults(
        String bundle,
        String bundleVersion,
        String bundleDigest,
        @Nullable LibraryInputs libos,
        SortedMap<String, String> acknowledged,
        List<Measurement> measurements) {
    public BenchmarkResults {
        acknowledged = Collections.unmodifiableSortedMap(new TreeMap<>(acknowledged));
        measurements = List.copyOf(measurements);
    }

    /// Of a bundle.
    ///
    /// @param measurements of its benchmarks, in the order of its manifest
    public static BenchmarkResults of(BoundBundle bound, List<Measurement> measurements) {
        var manifest = bound.bundle().manifest();
        return new BenchmarkResults(
                manifest.name(),
                manifest.version(),
                bound.bundle().identity(),
                bound.libos(),
                manifest.acknowledged(),
                measurements);
    }

    /// Whether all programs ended well; only then do the figures mean anything.
    public boolean succeeded() {
        return measurements.stream().allMatch(Measurement::succeeded);
    }

    /// Of the machines: those of two results have to be the same for their figures to be comparable.
    public SortedSet<String> machineVersions() {
        return measurements.stream().map(Measurement::machineVersion).collect(Collectors.toCollection(TreeSet::new));
    }
}
