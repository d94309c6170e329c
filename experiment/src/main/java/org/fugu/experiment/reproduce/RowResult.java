package org.fugu.experiment.reproduce;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A row with what this machine makes of it.
///
/// @param values in the row's unit; of an order all values, else one
/// @param inputCycles of the result that are figures chosen with it in sight, as they stand; null if it
///     is not one number of cycles
/// @param beside the series of the row's other way, by number; empty if it has none
public record RowResult(
        Row row, List<Double> values, @Nullable Long inputCycles, SortedMap<Integer, Long> beside) {
    public RowResult {
        values = List.copyOf(values);
        beside = Collections.unmodifiableSortedMap(new TreeMap<>(beside));
    }

    /// What to compare with what was published; of an order the last.
    public double simulated() {
        return values.getLast();
    }

    public double published() {
        return row.published();
    }

    /// Relative to what was published.
    public double error() {
        return simulated() / published() - 1;
    }

    public boolean isWithinTolerance() {
        return switch (row.check()) {
            case STEP, EACH -> simulated() == published();
            case RANGE -> simulated() > 0 && simulated() * 100 <= (100 + row.tolerance()) * published();
            case ORDER -> isInOrder();
            case RISING -> isRising();
            case LEAST -> simulated() * 100 >= (100 - row.tolerance()) * published();
            case SHAPE -> isWon(simulated());
            case BAND ->
                simulated() >= row.figures().getFirst().value()
                        && simulated() * 100 <= (100 + row.tolerance()) * published();
            case SHOWN -> true;
            case VALUE, RATIO -> Math.abs(simulated() - published()) * 100 <= row.tolerance() * published();
        };
    }

    /// Whether a published result came out of this model: it is within its tolerance, and was not put in.
    public boolean isReproduced() {
        return row.kind() != Row.Kind.INPUT && row.check() != Row.Check.SHOWN && isWithinTolerance();
    }

    private boolean isRising() {
        for (int i = 1; i < values.size(); i++) if (values.get(i) <= values.get(i - 1)) return false;
        double least = row.figures().getFirst().value();
        return simulated() * 100 >= (100 - row.tolerance()) * least
                && simulated() * 100 <= (100 + row.tolerance()) * published();
    }

    private boolean isInOrder() {
        for (int i = 1; i < values.size(); i++) {
            var figures = row.figures();
            double published = figures.get(i).value() - figures.get(i - 1).value();
            if (Math.signum(values.get(i) - values.get(i - 1)) != Math.signum(published)) return false;
        }
        return true;
    }

    /// Which side wins, whatever by.
    private boolean isWon(double value) {
        return value > (row.isFraction() ? 1 : 0);
    }

    /// What the model made of it itself; null if it is not one number of cycles.
    public @Nullable Long emergentCycles() {
        return inputCycles == null ? null : (Long) (Math.round(simulated()) - inputCycles);
    }

    /// Why there are no cycles to tell apart; null if there are.
    public @Nullable String cyclesMissing() {
        if (inputCycles != null) return null;
        return row.isInCycles()
                ? "the row was not measured yet with other figures: ./fugu reproduce --record-sensitivity FILE"
                : "the row is not one number of cycles, so it has no part that is";
    }
}
