package org.fugu.experiment.reproduce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;
import org.jspecify.annotations.Nullable;

/// What rows come to when figures of machines, and constants of programs, have other values. It is
/// measured and recorded ([SensitivityStudy]), because it takes far longer than the rows themselves.
///
/// @param modelVersion of the model that was measured
/// @param presets hash of each machine that was measured, by name
/// @param rows by name
public record Sensitivity(int modelVersion, SortedMap<String, String> presets, SortedMap<String, OfRow> rows) {
    /// Of one row.
    ///
    /// @param here its values as the machines are
    /// @param tried how many figures and constants were given other values
    /// @param moved its values under those that moved it, by [Perturbation#name] or [Variation#name]; no
    ///     values if a program fails
    public record OfRow(List<Double> here, int tried, SortedMap<String, List<Double>> moved) {
        static final OfRow NOT_MEASURED = new OfRow(List.of(), 0, Collections.emptySortedMap());

        public OfRow {
            here = List.copyOf(here);
            moved = Collections.unmodifiableSortedMap(new TreeMap<>(moved));
        }

        /// The values under a change that may not have moved it.
        List<Double> under(String change) {
            return moved.getOrDefault(change, here);
        }

        Collection<Perturbation> moving() {
            return moved.keySet().stream()
                    .filter(name -> !name.contains(": "))
                    .map(Sensitivity::perturbation)
                    .toList();
        }
    }

    /// Over what is assumed of one figure or constant, what the row comes to at the least and at the most.
    ///
    /// @param what the figure with its machine, or the constant
    /// @param values that were tried, for people
    public record Range(String what, List<String> values, double least, double most) {}

    public Sensitivity {
        presets = Collections.unmodifiableSortedMap(new TreeMap<>(presets));
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    OfRow of(Row row) {
        return rows.getOrDefault(row.name(), OfRow.NOT_MEASURED);
    }

    private static Perturbation perturbation(String name) {
        var words = name.split(" ");
        return new Perturbation(words[0], words[1], Long.parseLong(words[2]));
    }

    /// The ranges of a row, the widest first; empty for a row that is no prediction.
    public List<Range> ranges(Row row) {
        if (!row.isPredicted()) return List.of();
        var ranges = new ArrayList<Range>();
        var known = of(row);
        for (var machine : row.machines()) {
            var preset = Preset.named(machine);
            for (var figure : preset.figures()) {
                var between = figure.between();
                if (between == null) continue;
                var names = Perturbation.ends(preset, figure).stream()
                        .map(Perturbation::name)
                        .toList();
                add(ranges, known, machine + " " + figure.name(), names, values(figure, between));
            }
        }
        var constants = row.variations().stream()
                .collect(Collectors.groupingBy(Variation::what, TreeMap::new, Collectors.toList()));
        constants.forEach((what, variations) -> add(
                ranges,
                known,
                what,
                variations.stream().map(Variation::name).toList(),
                variations.stream().map(Variation::value).toList()));
        ranges.sort((a, b) -> Double.compare(b.most() - b.least(), a.most() - a.least()));
        return ranges;
    }

    private static List<String> values(Figure figure, Figure.Between between) {
        return List.of(between.low() + " to " + between.high() + " " + figure.unit());
    }

    private static void add(List<Range> ranges, OfRow known, String what, List<String> names, List<String> values) {
        if (Collections.disjoint(names, known.moved().keySet())) return;
        double least = known.here().getLast();
        double most = least;
        for (var name : names) {
            var under = known.under(name);
            if (under.isEmpty()) continue;
            least = Math.min(least, under.getLast());
            most = Math.max(most, under.getLast());
        }
        ranges.add(new Range(what, values, least, most));
    }

    /// How many cycles of a row are figures that were chosen with it in sight, as they stand: each times
    /// what the row moves with it.
    ///
    /// @return null for a row that is not one number of cycles
    @Nullable
    Long inputCycles(Row row, SortedSet<String> sight) {
        if (!row.isInCycles()) return null;
        var known = of(row);
        if (known.here().isEmpty()) return null;
        double input = 0;
        for (var each : known.moving()) {
            var preset = Preset.named(each.machine());
            var figure = preset.figure(each.figure());
            if (!Kinds.isChosenWith(figure, sight) || known.under(each.name()).isEmpty()) continue;
            if (!each.equals(Perturbation.step(preset, figure)) || !isTime(figure)) continue;
            double moved = known.under(each.name()).getLast() - known.here().getLast();
            double step = cycles(preset.with(each.figure(), each.value()), figure) - cycles(preset, figure);
            input += moved / step * cycles(preset, figure);
        }
        return Math.round(input);
    }

    private static boolean isTime(Figure figure) {
        return figure.unit().startsWith("cycles") || figure.unit().equals("ns");
    }

    private static long cycles(Preset preset, Figure figure) {
        return figure.unit().equals("ns") ? preset.cyclesOf(figure.name()) : preset.value(figure.name());
    }

    /// The record, as text.
    public String text() {
        var text = new StringBuilder(
                "# Written by ./fugu reproduce --record-sensitivity: rows under other values of what they"
                        + " may rest on.\n# A change that is not listed does not move the row; [] is a program that fails.\n");
        text.append("modelVersion: ").append(modelVersion).append("\npresets:\n");
        presets.forEach((machine, hash) ->
                text.append("  ").append(machine).append(": ").append(hash).append('\n'));
        text.append("rows:\n");
        rows.forEach((name, row) -> {
            text.append("  ").append(name).append(":\n    here: ").append(numbers(row.here()));
            text.append("\n    tried: ").append(row.tried()).append("\n    moved:");
            text.append(row.moved().isEmpty() ? " {}\n" : "\n");
            row.moved()
                    .forEach((change, values) -> text.append("      \"")
                            .append(change)
                            .append("\": ")
                            .append(numbers(values))
                            .append('\n'));
        });
        return text.toString();
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(value -> rounded(value).toString()).collect(Collectors.joining(", ", "[", "]"));
    }

    static Double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    static Sensitivity parse(Map<?, ?> root) {
        var presets = new TreeMap<String, String>();
        mapping(root, "presets").forEach((machine, hash) -> presets.put(String.valueOf(machine), String.valueOf(hash)));
        var rows = new TreeMap<String, OfRow>();
        mapping(root, "rows").forEach((name, value) -> {
            var row = (Map<?, ?>) value;
            var moved = new TreeMap<String, List<Double>>();
            mapping(row, "moved").forEach((change, values) -> moved.put(String.valueOf(change), doubles(values)));
            int tried = ((Number) Objects.requireNonNull(row.get("tried"))).intValue();
            rows.put(String.valueOf(name), new OfRow(doubles(row.get("here")), tried, moved));
        });
        return new Sensitivity(((Number) Objects.requireNonNull(root.get("modelVersion"))).intValue(), presets, rows);
    }

    private static Map<?, ?> mapping(Map<?, ?> map, String key) {
        return (Map<?, ?>) Objects.requireNonNull(map.get(key), key);
    }

    private static List<Double> doubles(@Nullable Object values) {
        return ((List<?>) Objects.requireNonNull(values))
                .stream()
                        .map(each -> ((Number) Objects.requireNonNull(each)).doubleValue())
                        .toList();
    }

    /// Nothing measured yet.
    static Sensitivity none() {
        return new Sensitivity(Machine.MODEL_VERSION, Collections.emptySortedMap(), Collections.emptySortedMap());
    }
}
