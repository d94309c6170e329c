package org.fugu.experiment.benchmark;

import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.SystemChoice;
import org.fugu.exokernel.run.LibraryInputs;
import org.fugu.exokernel.run.RunInputs;
import org.jspecify.annotations.Nullable;

/// A bundle whose benchmarks are measured, and the library OS that its programs run on.
///
/// @param bundle of the programs
/// @param library the bundle of a library OS that is apart; null for what the manifest says
public record BoundBundle(Bundle bundle, @Nullable Bundle library) {
    /// As its manifest says.
    public static BoundBundle of(Bundle bundle) {
        return new BoundBundle(bundle, null);
    }

    /// What is measured, in the manifest's order.
    public List<Manifest.Benchmark> benchmarks() {
        return BenchmarkRun.benchmarks(bundle.manifest());
    }

    /// How many nodes the mesh has that one of these is measured on.
    public int nodes(Manifest.Benchmark benchmark) {
        return BenchmarkRun.plan(this, benchmark, 1).request().mesh().nodes();
    }

    RunOptions options(Manifest.Benchmark benchmark) {
        var options = RunOptions.of(benchmark.setting());
        return library == null ? options : options.on(SystemChoice.of(library));
    }

    /// The library OS that its programs run on; null where it is linked into them.
    ///
    /// @throws org.fugu.bundle.run.InvalidRunException when the manifest names one, and it is not here
    @Nullable
    LibraryInputs libos() {
        var plan = BenchmarkRun.plan(this, benchmarks().getFirst(), 1);
        return RunInputs.of(plan.request()).jobs().getFirst().library();
    }
}
