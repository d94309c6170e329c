package org.fugu.experiment.runset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.SystemChoice;
import org.jspecify.annotations.Nullable;

/// Where a member stands in its set; null where the set has no such axis.
///
/// @param arguments of the program
/// @param figures of the machine that are changed, by name
/// @param pageTable which page table the library OS is asked for
/// @param placement where the library OS is
public record Coordinates(
        @Nullable String machine,
        @Nullable Integer nodes,
        @Nullable List<String> arguments,
        @Nullable SortedMap<String, Long> figures,
        @Nullable Long seed,
        @Nullable String pageTable,
        @Nullable String placement) {
    public Coordinates {
        arguments = arguments == null ? null : List.copyOf(arguments);
        figures = figures == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    }

    /// The options of this member of a set.
    ///
    /// @param others what all members have
    public RunOptions over(RunOptions others) {
        var own = new RunOptions(
                null,
                arguments,
                machine,
                null,
                nodes,
                null,
                seed,
                LimitsGiven.NONE,
                figures == null ? Collections.emptySortedMap() : figures,
                others.threads(),
                new SystemChoice(placement, null, pageTable, null, null));
        return own.or(others);
    }

    /// What members have in common that differ in the structure of their operating system alone.
    public Coordinates withoutStructure() {
        return new Coordinates(machine, nodes, arguments, figures, seed, null, null);
    }

    /// Each axis by name with this member's place on it, in the order of the axes: text for people.
    public List<Place> places() {
        var places = new ArrayList<Place>();
        if (machine != null) places.add(new Place("machine", machine));
        if (nodes != null) places.add(new Place("nodes", nodes.toString()));
        if (arguments != null) places.add(new Place("arguments", String.join(" ", arguments)));
        if (figures != null) figures.forEach((name, value) -> places.add(new Place(name, value.toString())));
        if (seed != null) places.add(new Place("seed", seed.toString()));
        if (pageTable != null) places.add(new Place("page table", pageTable));
        if (placement != null) places.add(new Place("placement", placement));
        return places;
    }

    /// A place on an axis.
    public record Place(String axis, String text) {}

    /// For people, as in `nodes 4, placement server`.
    @Override
    public String toString() {
        return String.join(
                ", ",
                places().stream()
                        .map(place -> place.axis() + " " + place.text())
                        .toList());
    }
}
