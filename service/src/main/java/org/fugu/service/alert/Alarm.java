package org.fugu.service.alert;

import java.util.List;
import java.util.Locale;
import org.fugu.bundle.Threshold;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Finding;
import org.fugu.experiment.benchmark.Finding.Effect;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.service.history.Epoch;
import org.jspecify.annotations.Nullable;

/// What is worse than before: a finding for which an alert is raised, with what is needed to tell when
/// it is mended.
///
/// @param measure null for all of the benchmark
/// @param base the figure before; null where there is none to compare
/// @param epoch in which its figures are comparable; null for what is not about figures
/// @param threshold that was exceeded, or null
record Alarm(
        String benchmark,
        @Nullable String measure,
        Kind kind,
        String sentence,
        @Nullable Long base,
        @Nullable Long head,
        @Nullable String unit,
        @Nullable Epoch epoch,
        @Nullable Threshold threshold) {
    /// How something is worse.
    enum Kind {
        /// A measure moved further than its threshold allows.
        REGRESSION,
        /// A benchmark or a measure is not there any more.
        GONE,
        /// A program does not end well.
        BROKEN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofWire(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// Those of a comparison, in its order. What merely has no baseline is not worse.
    static List<Alarm> of(Comparison comparison) {
        return comparison.findings().stream()
                .filter(finding -> finding.effect() == Effect.FAILS || finding.effect() == Effect.WORSE)
                .map(finding -> of(finding, comparison.head()))
                .toList();
    }

    private static Alarm of(Finding finding, BenchmarkResults head) {
        if (finding instanceof Finding.Compared moved) {
            return new Alarm(
                    moved.benchmark(),
                    moved.measure(),
                    Kind.REGRESSION,
                    moved.sentence(),
                    moved.base(),
                    moved.head(),
                    moved.unit(),
                    Epoch.of(head.bundle(), named(head, moved.benchmark()).getFirst()),
                    moved.threshold());
        }
        var kind = finding.effect() == Effect.FAILS ? Kind.BROKEN : Kind.GONE;
        return new Alarm(
                finding.benchmark(), finding.measure(), kind, finding.sentence(), null, null, null, null, null);
    }

    /// Whether a later measurement of the branch is as good as before, as far as this is concerned.
    /// Figures of another epoch tell nothing of that.
    boolean isMendedIn(BenchmarkResults later) {
        return named(later, benchmark).stream().anyMatch(measured -> isMendedIn(later, measured));
    }

    private boolean isMendedIn(BenchmarkResults later, Measurement measured) {
        if (kind == Kind.GONE && measure == null) return true;
        if (!measured.succeeded()) return false;
        if (measure == null) return true;
        var value = measured.measures().get(measure);
        if (value == null) return false;
        if (base == null || threshold == null) return true;
        return Epoch.of(later.bundle(), measured).equals(epoch) && !threshold.exceededBy(base, value);
    }

    private static List<Measurement> named(BenchmarkResults results, String name) {
        return results.measurements().stream()
                .filter(measurement -> measurement.name().equals(name))
                .toList();
    }
}
