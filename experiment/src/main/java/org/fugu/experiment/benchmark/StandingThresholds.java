package org.fugu.experiment.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Wildcard;
import org.jspecify.annotations.Nullable;

/// Thresholds that are in no manifest, for measures of which the manifest says nothing.
public record StandingThresholds(List<Entry> entries) {
    public static final StandingThresholds NONE = new StandingThresholds(List.of());

    private static final Comparator<Entry> CLOSEST = Comparator.comparing(Entry::benchmark, Wildcard.CLOSEST)
            .thenComparing(entry -> entry.measure().wildcard(), Wildcard.CLOSEST);

    public StandingThresholds {
        entries = List.copyOf(entries);
    }

    /// For some benchmarks and some of their measures.
    ///
    /// @param benchmark a name, or a pattern
    public record Entry(Wildcard benchmark, MeasurePattern measure, Threshold threshold) {
        private static final Pattern FORM = Pattern.compile("[a-z0-9._*-]{1,64}");

        /// @throws IllegalArgumentException with a sentence for the person who wrote the text
        public Entry {
            if (!FORM.matcher(benchmark.text()).matches()) {
                throw new IllegalArgumentException("'" + benchmark.text() + "' names no benchmark: write a-z, 0-9, '.',"
                        + " '_', '-', and '*' for any of these");
            }
        }
    }

    /// That of the closest name or pattern of the benchmark, then of the measure.
    ///
    /// @return null when nothing was said
    @Nullable
    Threshold of(String benchmark, String measure) {
        return entries.stream()
                .filter(entry ->
                        entry.benchmark().matches(benchmark) && entry.measure().matches(measure))
                .min(CLOSEST)
                .map(Entry::threshold)
                .orElse(null);
    }
}
