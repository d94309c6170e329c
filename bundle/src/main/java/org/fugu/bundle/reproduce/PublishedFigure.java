package org.fugu.bundle.reproduce;

/// A figure of the literature.
///
/// @param condition under which it was measured
/// @param confidence `F` read or `M` recalled, with `high`, `med` or `low`
public record PublishedFigure(
        String key, double value, String unit, String condition, String source, String confidence) {}
