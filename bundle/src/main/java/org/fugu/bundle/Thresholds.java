package org.fugu.bundle;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far the measures of a benchmark may move.
///
/// @param byPattern by what names the measure or measures
public record Thresholds(SortedMap<String, Threshold> byPattern) {
    public static final Thresholds NONE = new Thresholds(Collections.emptySortedMap());

    /// That which says most; of those that say as much, the first by the alphabet.
    private static final Comparator<MeasurePattern> CLOSEST = Comparator.comparing(MeasurePattern::isExact)
            .thenComparing(MeasurePattern::letters)
            .reversed()
            .thenComparing(MeasurePattern::text);

    public Thresholds {
        byPattern = Collections.unmodifiableSortedMap(new TreeMap<>(byPattern));
    }

    /// What was said of a measure by its name, else by the closest pattern. Of cycles and instructions
    /// everybody knows which way is worse; of other measures only the manifest does.
    ///
    /// @return null when nothing was said
    public @Nullable Threshold of(String measure) {
        var closest = byPattern.keySet().stream()
                .map(MeasurePattern::new)
                .filter(pattern -> pattern.matches(measure))
                .min(CLOSEST);
        if (closest.isPresent()) return byPattern.get(closest.get().text());
        return measure.equals("cycles") || measure.equals("instructions") ? Threshold.NO_INCREASE : null;
    }
}
