package org.fugu.cli.run;

import java.io.UncheckedIOException;
import java.util.Locale;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.translate.CodeCache;
import org.jspecify.annotations.Nullable;

/// A run in this process, timed.
///
/// @param report as the manifest judges it
/// @param hostNanos what it took here
public record LocalRun(RunReport report, long hostNanos) {
    public static LocalRun of(RunPlan plan, Terminal terminal, String title) {
        return of(plan, null, terminal, title);
    }

    /// @param trace what to tell of it besides, or null
    public static LocalRun of(RunPlan plan, @Nullable TraceOrder trace, Terminal terminal, String title) {
        try (var progress = new Progress(terminal, title)) {
            long start = System.nanoTime();
            var report = Exokernel.run(plan.request(), observer(plan, progress, new DiskOptions(), trace));
            return new LocalRun(plan.judge(report), System.nanoTime() - start);
        }
    }

    /// Runs from where the snapshots say, keeps those they ask for, and writes down what is observed.
    static LocalRun of(
            RunPlan plan,
            Snapshots snapshots,
            Observations observations,
            DiskOptions disk,
            Terminal terminal,
            String title) {
        try (observations;
                var progress = new Progress(terminal, title)) {
            long start = System.nanoTime();
            var watched = snapshots.keeping(observer(plan, progress, disk), observations);
            var from = snapshots.from();
            var report = report(plan, from, watched, observations.translations());
            return new LocalRun(plan.judge(report), System.nanoTime() - start);
        } catch (BadSnapshotException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw observations.failed(e);
        }
    }

    private static RunReport report(
            RunPlan plan, byte @Nullable [] from, RunObserver observer, @Nullable CodeCache translations) {
        var request = plan.request();
        if (translations == null) {
            return from == null ? Exokernel.run(request, observer) : Exokernel.resume(request, from, observer);
        }
        return from == null
                ? Exokernel.run(request, observer, translations)
                : Exokernel.resume(request, from, observer, translations);
    }

    /// Shows how much of the budget is gone; nobody knows how much of it the program will need.
    static RunObserver observer(RunPlan plan, Progress progress) {
        return observer(plan, progress, new DiskOptions());
    }

    private static RunObserver observer(RunPlan plan, Progress progress, DiskOptions disk) {
        return observer(plan, progress, disk, null);
    }

    private static RunObserver observer(RunPlan plan, Progress progress, DiskOptions disk, @Nullable TraceOrder trace) {
        long budget = plan.request().limits().cycles();
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                var detail = String.format(
                        Locale.ROOT, "cycle %,d of at most %,d, %,d instructions", cycle, budget, instructions);
                progress.show((double) cycle / budget, detail);
            }

            @Override
            public @Nullable TraceOrder trace() {
                return trace;
            }

            @Override
            public boolean wantsDisks() {
                return disk.keeps();
            }

            @Override
            public void disk(int job, byte[] bytes) {
                if (job == 0) disk.keep(bytes);
            }
        };
    }
}
