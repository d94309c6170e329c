package org.fugu.experiment.reproduce;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;

/// What kind a row is, by one rule for all rows: it is emergent only if none of the figures that it rests
/// on was chosen with the row's own published figures in sight. One that was fitted to them makes it
/// calibrated, one that is taken from them an input. What it rests on is measured: figures are
/// changed, and the row moves or does not. A row that is mostly charged is an input too if nothing
/// was fitted. One on the kernel of another structure is an input if that kernel's paths were set by it: of such a
/// kernel there is nothing but its costs. What is composed of them is no input.
final class Kinds {
    private static final int PER_CENT = 100;
    private static final int MOSTLY = 80;

    private Kinds() {}

    /// The published figures that a row shows, and what they restate. A row that measures what another
    /// one does, shows that one's too.
    static SortedSet<String> sight(Row row, List<Row> rows, Collection<PublishedFigure> published) {
        var sight = new TreeSet<String>();
        for (var other : rows) {
            if (!other.equals(row) && Collections.disjoint(runs(other), runs(row))) continue;
            for (var figure : other.figures()) sight.add(figure.key());
        }
        for (var figure : published) if (sight.contains(figure.key())) sight.addAll(figure.restates());
        return sight;
    }

    /// What is run and read, machine and all.
    private static List<MeasuredFigure> runs(Row row) {
        return row.measured().stream()
                .map(each -> new MeasuredFigure(
                        each.program(),
                        row.machineOf(each),
                        each.mesh(),
                        each.args(),
                        each.overrides(),
                        Collections.emptySortedMap(),
                        each.source(),
                        each.name(),
                        each.divisor(),
                        each.first(),
                        each.last(),
                        each.inTurns(),
                        each.structure()))
                .toList();
    }

    private static boolean isMostlyCharged(Row row, List<Double> here) {
        return row.isInCycles() && !here.isEmpty() && row.charged() * PER_CENT >= MOSTLY * here.getLast();
    }

    /// Whether the figure was chosen with one of them in sight, or is one.
    static boolean isChosenWith(Figure figure, SortedSet<String> sight) {
        return !Collections.disjoint(figure.chosenWith(), sight) || !Collections.disjoint(figure.takenFrom(), sight);
    }

    /// @param moved figures whose change moves the row
    /// @param here what the row comes to; empty if that is not known
    static Row.Kind of(Row row, SortedSet<String> sight, Collection<Perturbation> moved, List<Double> here) {
        boolean fitted = !Collections.disjoint(row.paths(), sight);
        if (row.hasOtherKernel() && fitted) return Row.Kind.INPUT;
        boolean taken = !row.hasOtherKernel() && isMostlyCharged(row, here);
        for (var each : moved) {
            var figure = Preset.named(each.machine()).figure(each.figure());
            fitted |= !Collections.disjoint(figure.chosenWith(), sight);
            taken |= !Collections.disjoint(figure.takenFrom(), sight);
        }
        if (fitted) return Row.Kind.CALIBRATED;
        return taken ? Row.Kind.INPUT : Row.Kind.EMERGENT;
    }
}
