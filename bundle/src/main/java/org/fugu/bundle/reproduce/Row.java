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
/// @param rests figures of the preset that it stands or falls with
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
        List<String> rests,
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
        ORDER,
        /// Several values rise, and the last is between two figures.
        RISING,
        /// The mean of all values but the last, to the last, is no less than the figure.
        LEAST,
        /// Shown for comparison; nothing was published.
        SHOWN
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
        rests = List.copyOf(rests);
        int published = figures.size();
        int runs = measured.size();
        boolean fits = switch (check) {
            case VALUE, STEP, EACH, RANGE -> published == 1 && runs == 1;
            case RATIO -> published == 2 && runs == 2;
            case ORDER -> published > 1 && runs == published;
            case RISING -> published == 2 && runs > 1;
            case LEAST -> published == 1 && runs > 1;
            case SHOWN -> published == 0 && runs == 1;
        };
        if (!fits) {
            throw new IllegalArgumentException("row " + name + " has " + published + " figures and " + runs
                    + " measurements; a ratio needs 2 figures, an order more than 1, and each its own");
        }
    }

    /// The figure to compare with; of an order the last.
    public double published() {
        if (figures.isEmpty()) return Double.NaN;
        return check == Check.RATIO
                ? figures.getFirst().value() / figures.getLast().value()
                : figures.getLast().value();
    }

    public String unit() {
        if (check == Check.RATIO) return "ratio";
        return figures.isEmpty() ? "" : figures.getFirst().unit();
    }

    /// How sure we are of what was published; empty if nothing was.
    public String confidence() {
        return figures.isEmpty() ? "" : figures.getFirst().confidence();
    }

    /// Whether the numbers are broken ones.
    public boolean isFraction() {
        return switch (check) {
            case RATIO, EACH, LEAST -> true;
            case VALUE, STEP, RANGE, ORDER, RISING, SHOWN -> measured.getFirst().divisor() > 1;
        };
    }
}
