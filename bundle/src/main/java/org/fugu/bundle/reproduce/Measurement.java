package org.fugu.bundle.reproduce;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What to run for a figure of our own, and which of the run's numbers it is. A series has `N` in
/// place of its number, in the name or in the arguments.
///
/// @param program of `guest/bench`
/// @param machine if it is not the row's, or null
/// @param overrides figures of the machine that are changed for it
/// @param name of the metric, or of the counter
/// @param divisor what the number is divided by, to be in the row's unit; not in a series
/// @param first number of a series
/// @param last number of a series
public record Measurement(
        String program,
        @Nullable String machine,
        String mesh,
        List<String> args,
        SortedMap<String, Long> overrides,
        Source source,
        String name,
        int divisor,
        int first,
        int last) {
    /// Where the number comes from.
    public enum Source {
        /// The program measured it.
        METRIC,
        /// The machine counted it, on all nodes together.
        COUNTER
    }

    public Measurement {
        args = List.copyOf(args);
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
        if (divisor < 1) throw new IllegalArgumentException("divided by " + divisor);
    }

    /// On the row's machine as it is, in the number's own unit.
    public Measurement(
            String program, String mesh, List<String> args, Source source, String name, int first, int last) {
        this(program, null, mesh, args, Collections.emptySortedMap(), source, name, 1, first, last);
    }

    /// One measurement of a series.
    public Measurement at(int number) {
        var digits = Integer.toString(number);
        return new Measurement(
                program,
                machine,
                mesh,
                args.stream().map(arg -> arg.equals("N") ? digits : arg).toList(),
                overrides,
                source,
                name.replace("N", digits),
                divisor,
                number,
                number);
    }

    /// With further figures changed.
    Measurement with(SortedMap<String, Long> changes) {
        var all = new TreeMap<>(overrides);
        all.putAll(changes);
        return new Measurement(program, machine, mesh, args, all, source, name, divisor, first, last);
    }
}
