package org.fugu.bundle;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far the measures of a benchmark may move.
///
/// @param byPattern by what names the measure or measures
public record Thresholds(SortedMap<String, Threshold> byPattern) {
    public static final Thresholds NONE = new Thresholds(Collections.emptySortedMap());

    public Thresholds {
        byPattern = Collections.unmodifiableSortedMap(new TreeMap<>(byPattern));
    }

    /// What was said of a measure, or what is usual for it. Of cycles and instructions everybody knows
    /// which way is worse; of other measures only the manifest does.
    ///
    /// @return null when nothing was said or is usual
    public @Nullable Threshold of(String measure) {
        var said = said(measure);
        return said == null ? usual(measure) : said;
    }

    /// What was said of a measure by its name, else by the closest pattern.
    ///
    /// @return null when nothing was said
    public @Nullable Threshold said(String measure) {
        return byPattern.keySet().stream()
                .map(Wildcard::new)
                .filter(pattern -> pattern.matches(measure))
                .min(Wildcard.CLOSEST)
                .map(pattern -> byPattern.get(pattern.text()))
                .orElse(null);
    }

    /// What counts for a measure of which nobody said anything.
    public static @Nullable Threshold usual(String measure) {
        return measure.equals("cycles") || measure.equals("instructions") ? Threshold.NO_INCREASE : null;
    }
}
