package org.fugu.experiment.runset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What the members of a run-set differ in. There is a member for each combination. An axis that is empty is none: all
/// members have there what the submission says.
///
/// @param figures changes of figures, each of one member or more
/// @param placements of the library OS
public record Axes(
        List<String> machines,
        List<Integer> nodes,
        List<List<String>> arguments,
        List<SortedMap<String, Long>> figures,
        List<Long> seeds,
        List<String> pageTables,
        List<String> placements) {
    /// Members of a set at the most.
    public static final int MOST_MEMBERS = 256;

    /// One axis, as part of a member's coordinates.
    private static final Coordinates NOWHERE = new Coordinates(null, null, null, null, null, null, null);

    /// @throws IllegalArgumentException if there is no axis, a value twice, or too many members
    public Axes {
        machines = distinct("machine", machines);
        nodes = distinct("nodes", nodes);
        arguments = distinct("arguments", arguments);
        figures = distinct("figures", figures);
        seeds = distinct("seed", seeds);
        pageTables = distinct("page table", pageTables);
        placements = distinct("placement", placements);
        long members = 1;
        int axes = 0;
        for (var axis : List.<Collection<?>>of(machines, nodes, arguments, figures, seeds, pageTables, placements)) {
            if (axis.isEmpty()) continue;
            axes++;
            // Each has no more values than a list has room for, so this cannot overflow before it is too large.
            members = Math.min(members * axis.size(), Integer.MAX_VALUE);
        }
        if (axes == 0) throw new IllegalArgumentException("a run-set needs an axis along which its runs differ");
        if (members > MOST_MEMBERS) {
            throw new IllegalArgumentException(
                    "the axes make " + members + " runs; a run-set has " + MOST_MEMBERS + " at the most");
        }
    }

    private static <T> List<T> distinct(String axis, List<T> values) {
        var seen = new HashSet<T>();
        for (var value : values) {
            if (!seen.add(value)) throw new IllegalArgumentException("the axis " + axis + " has " + value + " twice");
        }
        return List.copyOf(values);
    }

    /// Whether members differ in the structure of their operating system.
    public boolean varyStructure() {
        return !pageTables.isEmpty() || !placements.isEmpty();
    }

    /// The members: the last axis, the placement, changes fastest.
    public List<Coordinates> members() {
        var members = List.of(NOWHERE);
        members = along(
                members,
                machines,
                (at, machine) -> new Coordinates(
                        machine, at.nodes(), at.arguments(), at.figures(), at.seed(), at.pageTable(), at.placement()));
        members = along(
                members,
                nodes,
                (at, number) -> new Coordinates(
                        at.machine(), number, at.arguments(), at.figures(), at.seed(), at.pageTable(), at.placement()));
        members = along(
                members,
                arguments,
                (at, words) -> new Coordinates(
                        at.machine(), at.nodes(), words, at.figures(), at.seed(), at.pageTable(), at.placement()));
        members = along(
                members,
                figures,
                (at, changes) -> new Coordinates(
                        at.machine(), at.nodes(), at.arguments(), changes, at.seed(), at.pageTable(), at.placement()));
        members = along(
                members,
                seeds,
                (at, seed) -> new Coordinates(
                        at.machine(), at.nodes(), at.arguments(), at.figures(), seed, at.pageTable(), at.placement()));
        members = along(
                members,
                pageTables,
                (at, table) -> new Coordinates(
                        at.machine(), at.nodes(), at.arguments(), at.figures(), at.seed(), table, at.placement()));
        return along(
                members,
                placements,
                (at, placement) -> new Coordinates(
                        at.machine(), at.nodes(), at.arguments(), at.figures(), at.seed(), at.pageTable(), placement));
    }

    private static <T> List<Coordinates> along(
            List<Coordinates> members, List<T> axis, BiFunction<Coordinates, T, Coordinates> placed) {
        if (axis.isEmpty()) return members;
        var more = new ArrayList<Coordinates>();
        for (var member : members) for (var value : axis) more.add(placed.apply(member, value));
        return more;
    }

    /// An axis that may be absent.
    public static <T> List<T> orNone(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }
}
