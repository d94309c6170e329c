package org.fugu.experiment.reproduce;

import java.util.List;

/// A figure of the literature.
///
/// @param condition under which it was measured
/// @param confidence `F` read or `M` recalled, with `high`, `med` or `low`
/// @param restates keys of the figures that it says again in another way, or follows from
public record PublishedFigure(
        String key,
        double value,
        String unit,
        String condition,
        String source,
        String confidence,
        List<String> restates) {
    public PublishedFigure {
        restates = List.copyOf(restates);
    }
}
