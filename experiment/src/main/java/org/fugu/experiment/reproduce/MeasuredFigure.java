package org.fugu.experiment.reproduce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.Structure;
import org.jspecify.annotations.Nullable;

/// What to run for a figure of our own, and which of the run's numbers it is. A series has `N` in
/// place of its number, in the name or in the arguments.
///
/// @param program of `guest/bench`
/// @param machine if it is not the row's, or null
/// @param overrides figures of the machine that are changed for it
/// @param borrowed which of them have another machine's value, and whose
/// @param name of the metric, the counter or the latency
/// @param divisor what the number is divided by, to be in the row's unit; not in a series
/// @param first number of a series
/// @param last number of a series
/// @param inTurns what else has the nodes in turns, or null
/// @param structure of the operating system: whose paths are charged, and which page table exos keeps
public record MeasuredFigure(
        String program,
        @Nullable String machine,
        String mesh,
        List<String> args,
        SortedMap<String, Long> overrides,
        SortedMap<String, String> borrowed,
        Source source,
        String name,
        int divisor,
        int first,
        int last,
        @Nullable InTurns inTurns,
        Structure structure) {
    /// Where the number comes from.
    public enum Source {
        /// The program measured it.
        METRIC,
        /// The machine counted it, on all nodes together.
        COUNTER,
        /// The machine counted it: the most of any node.
        MOST,
        /// The machine counted it on all nodes together: how much of another counter it is, which stands
        /// behind a stroke, in hundredths of a per cent.
        SHARE,
        /// The machine timed it: the mean, in thousandths of a cycle.
        LATENCY
    }

    public MeasuredFigure {
        args = List.copyOf(args);
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
        borrowed = Collections.unmodifiableSortedMap(new TreeMap<>(borrowed));
        if (divisor < 1) throw new IllegalArgumentException("divided by " + divisor);
    }

    /// On the row's machine as it is, in the number's own unit.
    public MeasuredFigure(
            String program, String mesh, List<String> args, Source source, String name, int first, int last) {
        this(
                program,
                null,
                mesh,
                args,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                source,
                name,
                1,
                first,
                last,
                null,
                Structure.EXOKERNEL);
    }

    /// One measurement of a series.
    public MeasuredFigure at(int number) {
        var digits = Integer.toString(number);
        return new MeasuredFigure(
                program,
                machine,
                mesh,
                args.stream().map(arg -> arg.equals("N") ? digits : arg).toList(),
                overrides,
                borrowed,
                source,
                name.replace("N", digits),
                divisor,
                number,
                number,
                inTurns,
                structure);
    }

    /// Whether the kernel of another structure is charged.
    boolean isOnOtherKernel() {
        return kernel() != KernelModel.AEGIS;
    }

    /// Whose paths are charged; on a monolithic one the library OS is part of it.
    public KernelModel kernel() {
        return structure.kernel();
    }

    /// Whether each number of the series is a run of its own.
    boolean isRunForEachNumber() {
        return args.contains("N");
    }

    /// With further figures changed.
    MeasuredFigure with(SortedMap<String, Long> changes) {
        var all = new TreeMap<>(overrides);
        all.putAll(changes);
        return new MeasuredFigure(
                program, machine, mesh, args, all, borrowed, source, name, divisor, first, last, inTurns, structure);
    }

    /// The same by a program with other arguments, on another machine if one is given.
    MeasuredFigure varied(Variation variation) {
        var longer = new ArrayList<>(args);
        longer.addAll(variation.append());
        var on = machine == null ? variation.machine() : machine;
        return new MeasuredFigure(
                program, on, mesh, longer, overrides, borrowed, source, name, divisor, first, last, inTurns, structure);
    }
}
