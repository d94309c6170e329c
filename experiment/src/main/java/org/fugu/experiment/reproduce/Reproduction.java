package org.fugu.experiment.reproduce;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.Beside;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;

/// Runs what rows need, each program once for all rows that need it alike.
public final class Reproduction {
    private static final int MANY = 3;
    private static final double HUNDREDTHS_OF_A_PER_CENT = 10_000;

    private final Function<String, Bundle> programs;
    private final Function<String, RunObserver> observers;
    private final LimitsGiven limits;
    private final Map<String, RunReport> done = new TreeMap<>();

    /// @param programs the bundles of `guest/bench`, by name
    /// @param observers one for each run, told what is run
    public Reproduction(Function<String, Bundle> programs, Function<String, RunObserver> observers) {
        this(programs, observers, LimitsGiven.NONE);
    }

    /// The same for machines that may not be able to run the programs: they are stopped after many times
    /// the cycles that the longest run took elsewhere.
    Reproduction(Function<String, Bundle> programs, Function<String, RunObserver> observers, long longest) {
        this(programs, observers, new LimitsGiven(MANY * longest, null, null, null));
    }

    private Reproduction(
            Function<String, Bundle> programs, Function<String, RunObserver> observers, LimitsGiven limits) {
        this.programs = programs;
        this.observers = observers;
        this.limits = limits;
    }

    /// Cycles of the longest run so far.
    long longest() {
        return done.values().stream().mapToLong(RunReport::cycles).max().orElse(0);
    }

    /// @param rows which the row is of
    /// @throws IllegalStateException if a program of the row fails, or does not report its metric
    public RowResult of(Row row, Rows rows) {
        var beside = row.beside();
        return new RowResult(
                row,
                values(row),
                rows.inputCycles(row),
                beside == null ? Collections.emptySortedMap() : series(row.machine(), beside.measured()));
    }

    /// What a row comes to, in its unit: of an order all values, else one.
    ///
    /// @throws IllegalStateException if a program of the row fails, or does not report its metric
    List<Double> values(Row row) {
        if (row.check() == Row.Check.ORDER || row.check() == Row.Check.RISING) {
            return row.measured().stream()
                    .map(each -> value(row.machine(), each))
                    .toList();
        }
        var first = row.measured().getFirst();
        return List.of(
                switch (row.check()) {
                    case VALUE, RANGE, ORDER, RISING, SHOWN -> value(row.machine(), first);
                    case SHAPE -> row.measured().size() > 1 ? meanToLast(row) : value(row.machine(), first);
                    case RATIO ->
                        value(row.machine(), first)
                                / value(row.machine(), row.measured().getLast());
                    case BAND ->
                        100
                                * value(row.machine(), first)
                                / value(row.machine(), row.measured().getLast());
                    case LEAST -> meanToLast(row);
                    case STEP -> (double) stepAfter(series(row.machine(), first));
                    case EACH -> worst(series(row.machine(), first), row.published());
                });
    }

    private double meanToLast(Row row) {
        var values = row.measured().stream()
                .mapToDouble(each -> value(row.machine(), each))
                .toArray();
        double sum = 0;
        for (int i = 0; i < values.length - 1; i++) sum += values[i];
        return sum / (values.length - 1) / values[values.length - 1];
    }

    /// After which number of a series its value rises most.
    private static int stepAfter(SortedMap<Integer, Long> series) {
        int after = series.firstKey();
        long highest = Long.MIN_VALUE;
        for (int number = series.firstKey(); number < series.lastKey(); number++) {
            long rise = Objects.requireNonNull(series.get(number + 1)) - Objects.requireNonNull(series.get(number));
            if (rise > highest) {
                highest = rise;
                after = number;
            }
        }
        return after;
    }

    /// What a value of the series is, for each unit of its number, where that is farthest from the
    /// figure.
    private static double worst(SortedMap<Integer, Long> series, double figure) {
        double worst = figure;
        for (var each : series.entrySet()) {
            double value = (double) each.getValue() / each.getKey();
            if (Math.abs(value - figure) > Math.abs(worst - figure)) worst = value;
        }
        return worst;
    }

    private SortedMap<Integer, Long> series(String machine, MeasuredFigure measurement) {
        var series = new TreeMap<Integer, Long>();
        for (int number = measurement.first(); number <= measurement.last(); number++) {
            series.put(number, whole(machine, measurement.at(number)));
        }
        return series;
    }

    /// @throws IllegalStateException if the program fails, or does not report the metric
    double value(String machine, MeasuredFigure measurement) {
        return (double) whole(machine, measurement) / measurement.divisor();
    }

    private long whole(String machine, MeasuredFigure measurement) {
        var report = report(machine, measurement);
        var value = switch (measurement.source()) {
            case METRIC -> report.metrics().get(measurement.name());
            case COUNTER -> (Long) counted(report, measurement.name());
            case MOST -> (Long) most(report, measurement.name());
            case SHARE -> (Long) share(report, measurement.name());
            case LATENCY -> (Long) timed(report, measurement.name());
        };
        if (value == null) {
            throw new IllegalStateException(measurement.program() + " did not report " + measurement.name());
        }
        return value;
    }

    private static long counted(RunReport report, String counter) {
        return onNodes(report, counter).sum();
    }

    private static long most(RunReport report, String counter) {
        return onNodes(report, counter).max().orElseThrow();
    }

    private static long share(RunReport report, String counters) {
        var both = counters.split("/");
        return Math.round(HUNDREDTHS_OF_A_PER_CENT * counted(report, both[0]) / counted(report, both[1]));
    }

    private static LongStream onNodes(RunReport report, String counter) {
        return report.counters().stream()
                .mapToLong(node -> Objects.requireNonNull(node.get(counter), () -> "no machine counts " + counter));
    }

    private static long timed(RunReport report, String latency) {
        return Objects.requireNonNull(report.latencies().get(latency), () -> "no machine times " + latency)
                .meanThousandths();
    }

    private RunReport report(String rowMachine, MeasuredFigure measurement) {
        var machine = Objects.requireNonNullElse(measurement.machine(), rowMachine);
        var overrides = measurement.overrides();
        var title = measurement.program()
                + (measurement.args().isEmpty() ? "" : " " + String.join(" ", measurement.args()))
                + " on " + machine + " " + measurement.mesh() + (overrides.isEmpty() ? "" : " " + overrides)
                + (measurement.inTurns() == null ? "" : measurement.inTurns())
                + (measurement.structure().isUsual() ? "" : " as " + measurement.structure());
        var known = done.get(title);
        if (known != null) return known;
        var options = new RunOptions(
                null, measurement.args(), machine, measurement.mesh(), null, "timing", null, limits, overrides, 1);
        var plan = plan(measurement, options).on(measurement.structure());
        var report = Exokernel.run(plan.request(), observers.apply(title));
        var exit = report.exitCode();
        if (report.outcome() != Outcome.EXITED || exit == null || exit != 0) {
            throw new IllegalStateException(title + " failed: " + report.message());
        }
        done.put(title, report);
        return report;
    }

    private RunPlan plan(MeasuredFigure measurement, RunOptions options) {
        var bundle = programs.apply(measurement.program());
        var inTurns = measurement.inTurns();
        if (inTurns == null) return RunPlan.of(bundle, options);
        var nodes = MeshRectangle.of(MeshShape.parse(measurement.mesh()));
        var other = new RunOptions(
                null,
                inTurns.args(),
                null,
                null,
                null,
                null,
                null,
                new LimitsGiven(inTurns.cycles(), null, null, null),
                Collections.emptySortedMap(),
                1);
        var beside = new Beside(programs.apply(inTurns.beside()), nodes, 0, other);
        return RunPlan.of(bundle, options, nodes, List.of(beside), inTurns.turns());
    }
}
