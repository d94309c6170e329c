package org.fugu.experiment.reproduce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Preset;

/// Measures the [Sensitivity] of rows. First come a small step of each figure that was chosen with the row in
/// sight, and both ends of its range if it has one: they tell the row's kind. Where the row is a prediction, both
/// ends of what is assumed follow, and other constants of the programs.
public final class SensitivityStudy {
    private final Rows rows;
    private final Function<String, Bundle> programs;
    private final Consumer<String> progress;

    /// @param programs the bundles of `guest/bench`, by name; may be asked by several threads
    /// @param progress told what is tried, by several threads
    public SensitivityStudy(Rows rows, Function<String, Bundle> programs, Consumer<String> progress) {
        this.rows = rows;
        this.programs = programs;
        this.progress = progress;
    }

    /// @param chosen rows to measure; of others the present record holds
    public Sensitivity of(List<Row> chosen) {
        var all = new Reproduction(programs, _ -> RunObserver.NONE);
        var here = new TreeMap<String, List<Double>>();
        for (var row : chosen) here.put(row.name(), shown(all, row));

        var found = new TreeMap<String, SortedMap<String, List<Double>>>();
        var steps = new TreeMap<String, List<Perturbation>>();
        for (var row : chosen) steps.put(row.name(), steps(row));
        measure(chosen, steps, all.longest(), found);

        var ends = new TreeMap<String, List<Perturbation>>();
        var measured = new ArrayList<Row>();
        for (var row : chosen) {
            var moved = new Sensitivity.OfRow(List.of(), 0, moved(row, here, found)).moving();
            var now = row.with(Kinds.of(row, rows.sight(row), moved, of(here, row)));
            measured.add(now);
            ends.put(row.name(), ends(now));
        }
        measure(measured, ends, all.longest(), found);
        vary(measured, all.longest(), found);

        var known = new TreeMap<>(rows.sensitivity().rows());
        var presets = new TreeMap<String, String>();
        for (var row : rows.rows()) {
            for (var machine : row.machines())
                presets.put(machine, Preset.named(machine).hash());
        }
        for (var row : measured) {
            known.put(
                    row.name(), new Sensitivity.OfRow(of(here, row), tried(row).size(), moved(row, here, found)));
        }
        known.keySet().retainAll(rows.rows().stream().map(Row::name).toList());
        return new Sensitivity(Machine.MODEL_VERSION, presets, known);
    }

    private static <T> T of(Map<String, T> map, Row row) {
        var found = map.get(row.name());
        if (found == null) throw new IllegalStateException(row.name() + " was not measured");
        return found;
    }

    /// Names of everything to try of a row of that kind.
    public SortedSet<String> tried(Row row) {
        var names = new TreeSet<String>();
        for (var each : steps(row)) names.add(each.name());
        for (var each : ends(row)) names.add(each.name());
        if (row.isPredicted()) for (var each : row.variations()) names.add(each.name());
        return names;
    }

    /// What a row comes to under something that was tried; nothing if a program fails under it.
    ///
    /// @param longest cycles of the longest run of the machines as they are
    public List<Double> under(Row row, String name, long longest) {
        for (var each : row.variations()) {
            if (each.name().equals(name)) return values(row.under(each), longest);
        }
        for (var each : both(row)) {
            if (each.name().equals(name)) return values(row.under(each), longest);
        }
        throw new IllegalArgumentException(row.name() + " is not tried with " + name);
    }

    private Collection<Perturbation> both(Row row) {
        var both = new ArrayList<>(steps(row));
        both.addAll(ends(row));
        return both;
    }

    /// A step alone may be too small to show that the row rests on the figure.
    private List<Perturbation> steps(Row row) {
        var steps = new ArrayList<Perturbation>();
        var sight = rows.sight(row);
        for (var machine : row.machines()) {
            var preset = Preset.named(machine);
            for (var figure : preset.figures()) {
                if (!Kinds.isChosenWith(figure, sight)) continue;
                steps.add(Perturbation.step(preset, figure));
                steps.addAll(Perturbation.ends(preset, figure));
            }
        }
        return steps;
    }

    private static List<Perturbation> ends(Row row) {
        var ends = new ArrayList<Perturbation>();
        if (!row.isPredicted()) return ends;
        for (var machine : row.machines()) {
            var preset = Preset.named(machine);
            for (var figure : preset.figures()) {
                if (row.isMeasuredUnder(figure.name())) ends.addAll(Perturbation.ends(preset, figure));
            }
        }
        return ends;
    }

    /// Each change by itself, for all rows that want it, so that they share its runs.
    private void measure(
            List<Row> chosen,
            Map<String, List<Perturbation>> wanted,
            long longest,
            Map<String, SortedMap<String, List<Double>>> found) {
        var all = new TreeMap<String, Perturbation>();
        wanted.values().forEach(each -> each.forEach(change -> all.put(change.name(), change)));
        all.values().parallelStream().forEach(change -> {
            progress.accept(change.name());
            var reproduction = new Reproduction(programs, _ -> RunObserver.NONE, longest);
            for (var row : chosen) {
                if (!of(wanted, row).contains(change)) continue;
                put(found, row, change.name(), values(reproduction, row.under(change)));
            }
        });
    }

    /// The same for constants of programs.
    private void vary(List<Row> chosen, long longest, Map<String, SortedMap<String, List<Double>>> found) {
        var all = new TreeMap<String, Variation>();
        for (var row : chosen) {
            if (row.isPredicted()) row.variations().forEach(each -> all.put(each.name(), each));
        }
        all.values().parallelStream().forEach(variation -> {
            progress.accept(variation.name());
            var reproduction = new Reproduction(programs, _ -> RunObserver.NONE, longest);
            for (var row : chosen) {
                if (!row.isPredicted() || !row.variations().contains(variation)) continue;
                put(found, row, variation.name(), values(reproduction, row.under(variation)));
            }
        });
    }

    private static void put(
            Map<String, SortedMap<String, List<Double>>> found, Row row, String change, List<Double> values) {
        synchronized (found) {
            found.computeIfAbsent(row.name(), _ -> new TreeMap<>()).put(change, values);
        }
    }

    private static SortedMap<String, List<Double>> moved(
            Row row, Map<String, List<Double>> here, Map<String, SortedMap<String, List<Double>>> found) {
        var moved = new TreeMap<String, List<Double>>();
        found.getOrDefault(row.name(), new TreeMap<>()).forEach((change, values) -> {
            if (!values.equals(of(here, row))) moved.put(change, values);
        });
        return moved;
    }

    private List<Double> values(Row row, long longest) {
        return values(new Reproduction(programs, _ -> RunObserver.NONE, longest), row);
    }

    /// @return nothing if a program fails under the change, or does not end in time
    private static List<Double> values(Reproduction reproduction, Row row) {
        try {
            return shown(reproduction, row);
        } catch (IllegalStateException e) {
            return List.of();
        }
    }

    private static List<Double> shown(Reproduction reproduction, Row row) {
        return reproduction.values(row).stream().map(Sensitivity::rounded).toList();
    }
}
