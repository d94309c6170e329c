package org.fugu.bundle.reproduce;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.Exokernel;
import org.fugu.exokernel.Outcome;
import org.fugu.exokernel.RunObserver;
import org.fugu.exokernel.RunReport;
import org.fugu.machine.preset.Preset;

/// Runs what rows need, each program once for all rows that need it alike.
public final class Reproduction {
    private final Function<String, Bundle> programs;
    private final Function<String, RunObserver> observers;
    private final Map<String, RunReport> done = new TreeMap<>();

    /// @param programs the bundles of `guest/bench`, by name
    /// @param observers one for each run, told what is run
    public Reproduction(Function<String, Bundle> programs, Function<String, RunObserver> observers) {
        this.programs = programs;
        this.observers = observers;
    }

    /// @throws IllegalStateException if a program of the row fails, or does not report its metric
    public RowResult of(Row row) {
        var preset = Preset.named(row.machine());
        long input = 0;
        for (var part : row.inputs().entrySet()) input += preset.value(part.getKey()) * part.getValue();
        return new RowResult(row, simulated(row), input);
    }

    private double simulated(Row row) {
        var first = row.measured().getFirst();
        return switch (row.check()) {
            case VALUE -> metric(row, first, first.metric());
            case RATIO -> {
                var second = row.measured().getLast();
                yield (double) metric(row, first, first.metric()) / metric(row, second, second.metric());
            }
            case STEP -> stepAfter(row, first);
        };
    }

    /// After which number of a series its value rises most.
    private int stepAfter(Row row, Measurement series) {
        int after = series.first();
        long highest = Long.MIN_VALUE;
        for (int number = series.first(); number < series.last(); number++) {
            long rise =
                    metric(row, series, numbered(series, number + 1)) - metric(row, series, numbered(series, number));
            if (rise > highest) {
                highest = rise;
                after = number;
            }
        }
        return after;
    }

    private static String numbered(Measurement series, int number) {
        return series.metric().replace("N", Integer.toString(number));
    }

    private long metric(Row row, Measurement measurement, String name) {
        var report = report(row.machine(), measurement);
        var value = report.metrics().get(name);
        if (value == null) throw new IllegalStateException(measurement.program() + " did not report " + name);
        return value;
    }

    private RunReport report(String machine, Measurement measurement) {
        var title =
                measurement.program() + (measurement.args().isEmpty() ? "" : " " + String.join(" ", measurement.args()))
                        + " on " + machine + " " + measurement.mesh();
        var known = done.get(title);
        if (known != null) return known;
        var options = new RunOptions(
                null,
                measurement.args(),
                machine,
                measurement.mesh(),
                null,
                "timing",
                null,
                LimitsGiven.NONE,
                Collections.emptySortedMap(),
                1);
        var plan = RunPlan.of(programs.apply(measurement.program()), options);
        var report = Exokernel.run(plan.request(), observers.apply(title));
        var exit = report.exitCode();
        if (report.outcome() != Outcome.EXITED || exit == null || exit != 0) {
            throw new IllegalStateException(title + " failed: " + report.message());
        }
        done.put(title, report);
        return report;
    }
}
