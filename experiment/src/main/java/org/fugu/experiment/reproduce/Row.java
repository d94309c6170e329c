package org.fugu.experiment.reproduce;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One comparison.
///
/// @param target which of the product's targets it belongs to
/// @param figures one, two for a ratio, or as many as an order has
/// @param tolerance in per cent of what was published
/// @param kind how much of the result was put in; follows from what the row rests on, see [Kinds]
/// @param paths keys of the published figures that paths of the kernel's software, which no preset holds,
///     or figures that the row itself sets, were fitted to
/// @param charged cycles of such paths in its result, which the kernel is charged
/// @param variations other values of what it rests on besides figures
/// @param assumed the assumed figures that it is measured under, where its runs are too long for all of
///     them, or null
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
        List<MeasuredFigure> measured,
        List<String> paths,
        long charged,
        List<Variation> variations,
        @Nullable List<String> assumed,
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
        /// Only which side wins: a gain above nothing, or the mean of all values but the last larger than
        /// the last. For what no tolerance could tell apart, because the size of it follows from what was
        /// assumed.
        SHAPE,
        /// Several values are in the order of their figures.
        ORDER,
        /// Several values rise, and the last is between two figures.
        RISING,
        /// The mean of all values but the last, to the last, is no less than the figure.
        LEAST,
        /// The first value, in per cent of the second, lies between two figures.
        BAND,
        /// Shown for comparison. Nothing was published, or it is known to miss what was.
        SHOWN
    }

    /// Another way to do the same.
    public record Beside(String title, MeasuredFigure measured) {}

    /// How much of the result was put in.
    public enum Kind {
        CALIBRATED,
        INPUT,
        EMERGENT
    }

    public Row {
        figures = List.copyOf(figures);
        measured = List.copyOf(measured);
        paths = List.copyOf(paths);
        variations = List.copyOf(variations);
        assumed = assumed == null ? null : List.copyOf(assumed);
        int published = figures.size();
        int runs = measured.size();
        boolean fits = switch (check) {
            case VALUE, STEP, EACH, RANGE -> published == 1 && runs == 1;
            case RATIO, BAND -> published == 2 && runs == 2;
            case ORDER -> published > 1 && runs == published;
            case RISING -> published == 2 && runs > 1;
            case LEAST -> published == 1 && runs > 1;
            case SHAPE -> published == 1 && runs > 0 || published == 2 && runs == 2;
            case SHOWN -> published <= 1 && runs == 1;
        };
        if (!fits) {
            throw new IllegalArgumentException("row " + name + " has " + published + " figures and " + runs
                    + " measurements; a ratio needs 2 figures, an order more than 1, and each its own");
        }
    }

    /// The figure to compare with; of an order the last.
    public double published() {
        if (figures.isEmpty()) return Double.NaN;
        return isRatioOfFigures()
                ? figures.getFirst().value() / figures.getLast().value()
                : figures.getLast().value();
    }

    public String unit() {
        if (isRatioOfFigures()) return "ratio";
        return figures.isEmpty() ? "" : figures.getFirst().unit();
    }

    private boolean isRatioOfFigures() {
        return check == Check.RATIO || check == Check.SHAPE && figures.size() == 2;
    }

    /// Whether the kernel of another structure is in it, of which only the costs are known.
    public boolean hasOtherKernel() {
        return measured.stream().anyMatch(MeasuredFigure::isOnOtherKernel);
    }

    /// Whether it is one number of cycles.
    boolean isInCycles() {
        return (check == Check.VALUE || check == Check.SHOWN) && unit().equals("cycles");
    }

    /// How sure we are of what was published; empty if nothing was.
    public String confidence() {
        return figures.isEmpty() ? "" : figures.getFirst().confidence();
    }

    /// Whether the numbers are broken ones.
    public boolean isFraction() {
        return switch (check) {
            case RATIO, EACH, LEAST, BAND -> true;
            case SHAPE -> measured.size() > 1;
            case VALUE, STEP, RANGE, ORDER, RISING, SHOWN -> measured.getFirst().divisor() > 1;
        };
    }

    /// On which machine a measurement of it runs.
    String machineOf(MeasuredFigure measurement) {
        return measurement.machine() == null ? machine : measurement.machine();
    }

    /// Every machine whose figures the row can rest on.
    SortedSet<String> machines() {
        var machines = new TreeSet<String>();
        for (var each : measured) {
            machines.add(machineOf(each));
            machines.addAll(each.borrowed().values());
        }
        return machines;
    }

    /// Whether what it comes to is a prediction, so that it matters what was assumed for it: nothing was
    /// fitted to it, or only its shape is compared.
    public boolean isPredicted() {
        return kind == Kind.EMERGENT || check == Check.SHAPE || check == Check.RISING;
    }

    boolean isMeasuredUnder(String figure) {
        return assumed == null || assumed.contains(figure);
    }

    Row with(List<MeasuredFigure> others) {
        return with(kind, others, null);
    }

    Row with(Kind found) {
        return with(found, measured, beside);
    }

    private Row with(Kind found, List<MeasuredFigure> others, @Nullable Beside next) {
        return new Row(
                target,
                name,
                title,
                machine,
                check,
                tolerance,
                found,
                figures,
                others,
                paths,
                charged,
                variations,
                assumed,
                next);
    }

    /// The row under one other figure. Of a series with a run for each number only the last is run, and
    /// nothing beside it.
    Row under(Perturbation perturbation) {
        return with(measured.stream()
                .map(each -> perturbation.applied(shortened(each), machine))
                .toList());
    }

    Row under(Variation variation) {
        return with(
                measured.stream().map(each -> shortened(each).varied(variation)).toList());
    }

    private static MeasuredFigure shortened(MeasuredFigure measurement) {
        return measurement.isRunForEachNumber() ? measurement.at(measurement.last()) : measurement;
    }
}
