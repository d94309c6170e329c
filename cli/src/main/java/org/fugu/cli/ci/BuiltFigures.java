package org.fugu.cli.ci;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.git.GitCheckout;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.jspecify.annotations.Nullable;

/// Figures of commits that are built one by one, in a working tree of their own.
final class BuiltFigures implements CommitFigures {
    private final Terminal terminal;
    private final GitCheckout checkout;
    private final String build;
    private final @Nullable String path;
    private final LibraryPlace library;
    private final int threads;

    /// @param path of the bundle when it is built, or null if the command says so in its last line
    BuiltFigures(
            Terminal terminal,
            Path repository,
            String build,
            @Nullable String path,
            LibraryPlace library,
            int threads) {
        this.terminal = terminal;
        this.checkout = new GitCheckout(repository);
        this.build = build;
        this.path = path;
        this.library = library;
        this.threads = threads;
    }

    @Override
    public Known of(String commit, @Nullable String benchmark) {
        var built = checkout.build(commit, build, Map.of());
        if (!built.succeeded()) return new None("it cannot be built: " + built.lastLine());
        var name = path == null ? built.lastLine() : path;
        if (!isBundle(name)) return new None("there is no bundle '" + name + "' when it is built");
        try {
            return measured(
                    commit, new BoundBundle(BundleSource.load(checkout.file(name)), library.in(checkout)), benchmark);
        } catch (CommandFailure | InvalidRunException e) {
            return new None(String.valueOf(e.getMessage()));
        }
    }

    private boolean isBundle(String name) {
        try {
            return !name.isEmpty() && Files.exists(checkout.file(name));
        } catch (InvalidPathException e) {
            // What the command said last was no path.
            return false;
        }
    }

    private Known measured(String commit, BoundBundle bundle, @Nullable String benchmark) {
        var declared = bundle.benchmarks().stream()
                .filter(each -> benchmark == null || each.name().equals(benchmark))
                .findFirst();
        if (declared.isEmpty()) return new None("it has no benchmark '" + benchmark + "'");
        try (var progress = new Progress(terminal, BenchBisectCommand.abbreviated(commit))) {
            return new Figures(BenchmarkRun.measure(bundle, declared.get(), threads, observer(progress)), bundle);
        }
    }

    private static RunObserver observer(Progress progress) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                progress.show(0, "cycle " + ReportText.number(cycle));
            }
        };
    }

    @Override
    public void close() {
        checkout.close();
    }
}
