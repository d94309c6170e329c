package org.fugu.cli.bench;

import java.util.List;
import java.util.function.Predicate;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.difference.Explaining;
import org.fugu.experiment.difference.UnexplainableException;

/// Explains why benchmarks of two bundles differ.
public final class Explanations {
    private final Terminal terminal;

    public Explanations(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Of the benchmarks that both have, in the head's order.
    public List<Explaining.Explained> of(BoundBundle base, BoundBundle head, Predicate<String> wanted) {
        try {
            return BenchmarkPair.of(base, head, wanted).stream()
                    .map(this::explained)
                    .toList();
        } catch (InvalidRunException e) {
            throw new CommandFailure(ExitCode.USAGE, "invalid-run", String.valueOf(e.getMessage()), e.violations());
        } catch (UnexplainableException e) {
            throw new CommandFailure(ExitCode.REFUSED, "no-program", String.valueOf(e.getMessage()), List.of());
        }
    }

    private Explaining.Explained explained(BenchmarkPair pair) {
        try (var progress = new Progress(terminal, pair.name())) {
            return pair.explain(observer(progress));
        }
    }

    /// How much of it is done nobody knows: it takes as many runs as it needs.
    private static RunObserver observer(Progress progress) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                progress.show(0, "explaining, cycle " + ReportText.number(cycle));
            }
        };
    }
}
