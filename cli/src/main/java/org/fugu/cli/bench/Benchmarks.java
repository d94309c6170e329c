package org.fugu.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleBounds;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.benchmark.Sweep;
import org.jspecify.annotations.Nullable;

/// Gets results: by running a bundle's benchmarks, or from a file that kept them.
public final class Benchmarks {
    private final Terminal terminal;
    private final ThreadsOption threads;
    private final @Nullable Long mostCycles;

    public Benchmarks(Terminal terminal, ThreadsOption threads) {
        this(terminal, threads, null);
    }

    private Benchmarks(Terminal terminal, ThreadsOption threads, @Nullable Long mostCycles) {
        this.terminal = terminal;
        this.threads = threads;
        this.mostCycles = mostCycles;
    }

    /// The same, but no benchmark takes more simulated time.
    ///
    /// @param cycles null for what manifests allow
    public Benchmarks within(@Nullable Long cycles) {
        return new Benchmarks(terminal, threads, cycles);
    }

    /// Results, and the bundle that they were measured of.
    ///
    /// @param bundle null where a file had the results
    public record Measured(@Nullable BoundBundle bundle, Sweep sweep) {
        /// Where parts usually lie.
        public BenchmarkResults results() {
            return sweep.usual();
        }
    }

    /// The results in a file; those of a bundle are measured now.
    public Measured of(Path path) {
        return of(path, 1, null);
    }

    /// @param layouts in how many a bundle is measured
    /// @param library the library OS that a bundle is run on; null for the manifest's
    Measured of(Path path, int layouts, @Nullable Bundle library) {
        if (Files.isDirectory(path)) return measured(new BoundBundle(BundleSource.load(path), library), layouts);
        try {
            var bytes = NamedFile.read("the file", path, BundleBounds.MAX_ARCHIVE_BYTES);
            if (looksLikeJson(bytes)) return new Measured(null, new Sweep(List.of(ResultsFile.read(bytes))));
            if (Bundle.isMeantAsBundle(bytes)) {
                return measured(new BoundBundle(BundleSource.load(path), library), layouts);
            }
        } catch (IOException e) {
            throw NamedFile.unreadable("the file", path, e);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + path + "' holds no benchmark results: " + e.getMessage());
        }
        throw CommandFailure.usage("'" + path + "' holds neither benchmark results nor a bundle");
    }

    /// The results of a bundle, which is measured now.
    public Measured measured(BoundBundle bundle) {
        return measured(bundle, 1);
    }

    private Measured measured(BoundBundle bundle, int layouts) {
        return measured(bundle, layouts, _ -> bundle);
    }

    /// The same in several layouts.
    ///
    /// @param usual the bundle of layout 0
    /// @param linked the bundle of the others, by number: the same one unless it is linked anew for each
    public Measured measured(BoundBundle usual, int layouts, IntFunction<BoundBundle> linked) {
        var sweep = new ArrayList<BenchmarkResults>();
        for (int number = 0; number < layouts; number++) {
            sweep.add(measure(number == 0 ? usual : linked.apply(number), number));
        }
        return new Measured(usual, new Sweep(sweep));
    }

    /// Neither a zip nor an ELF file begins so.
    private static boolean looksLikeJson(byte[] bytes) {
        return bytes.length == 0 || bytes[0] == '{' || Character.isWhitespace(bytes[0]);
    }

    BenchmarkResults measure(BoundBundle bundle) {
        return measure(bundle, 0);
    }

    private BenchmarkResults measure(BoundBundle bound, int layout) {
        var benchmarks = bound.benchmarks();
        var measurements = new ArrayList<Measurement>();
        int mostNodes = benchmarks.stream()
                .mapToInt(each -> each.setting().mesh().nodes())
                .max()
                .orElse(1);
        threads.note(terminal, mostNodes);
        try (var progress =
                new Progress(terminal, bound.bundle().manifest().name() + (layout == 0 ? "" : ", layout " + layout))) {
            for (var benchmark : benchmarks) {
                var observer = observer(progress, benchmark.name(), measurements.size(), benchmarks.size());
                var bounded = mostCycles == null ? benchmark : benchmark.within(mostCycles);
                measurements.add(BenchmarkRun.measure(bound, bounded, Sweep.seeds(layout), threads.wanted, observer));
            }
            return BenchmarkResults.of(bound, measurements);
        } catch (InvalidRunException e) {
            throw new CommandFailure(ExitCode.USAGE, "invalid-run", String.valueOf(e.getMessage()), e.violations());
        }
    }

    private static RunObserver observer(Progress progress, String name, int done, int all) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                progress.show((double) done / all, name + ", cycle " + ReportText.number(cycle));
            }
        };
    }
}
