package org.fugu.bundle.reproduce;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One comparison.
///
/// @param target which of the product's targets it belongs to
/// @param figures one, two for a ratio, or as many as an order has
/// @param tolerance in per cent of what was published
/// @param inputs figures of the preset that are part of the result as they are, and how often
/// @param beside the same for another way to do it, for comparison only, or null
public record Row(
        int target,
        String name,
        String title,
        String machine,
        Check check,
        double tolerance,
        Kind kind,
        List<PublishedFigure> figures,
        List<Measurement> measured,
        SortedMap<String, Long> inputs,
        @Nullable Beside beside) {
    /// How what was published and what was measured are compared.
    public enum Check {
        VALUE,
        RATIO,
        STEP,
        /// Every value of a series is its number times the figure, exactly.
        EACH,
        /// More than nothing, and at most the figure.
        RANGE,
        /// Several values are in the order of their figures.
        ORDER
    }

    /// Another way to do the same.
    public record Beside(String title, Measurement measured) {}

    /// How much of the result was put in.
    public enum Kind {
        CALIBRATED,
        INPUT,
        EMERGENT
    }

    public Row {
        figures = List.copyOf(figures);
        measured = List.copyOf(measured);
        boolean fits = switch (check) {
            case VALUE, STEP, EACH, RANGE -> figures.size() == 1;
            case RATIO -> figures.size() == 2;
            case ORDER -> figures.size() > 1;
        };
        if (!fits || measured.size() != figures.size()) {
            throw new IllegalArgumentException(
                    "row " + name + " has " + figures.size() + " figures and " + measured.size()
                            + " measurements; a ratio needs 2 figures, an order more than 1, and each its own");
        }
    }

    /// The figure to compare with; of an order the last.
    public double published() {
        return check == Check.RATIO
                ? figures.getFirst().value() / figures.getLast().value()
                : figures.getLast().value();
    }

    public String unit() {
        return check == Check.RATIO ? "ratio" : figures.getFirst().unit();
    }

    public String confidence() {
        return figures.getFirst().confidence();
    }
}
