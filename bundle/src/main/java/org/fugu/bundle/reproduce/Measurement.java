package org.fugu.bundle.reproduce;

import java.util.List;

/// What to run for a figure of our own, and which of the run's numbers it is. A series has `N` in
/// place of its number, in the name or in the arguments.
///
/// @param program of `guest/bench`
/// @param name of the metric, or of the counter
/// @param first number of a series
/// @param last number of a series
public record Measurement(
        String program, String mesh, List<String> args, Source source, String name, int first, int last) {
    /// Where the number comes from.
    public enum Source {
        /// The program measured it.
        METRIC,
        /// The machine counted it, on all nodes together.
        COUNTER
    }

    public Measurement {
        args = List.copyOf(args);
    }

    /// One measurement of a series.
    public Measurement at(int number) {
        var digits = Integer.toString(number);
        return new Measurement(
                program,
                mesh,
                args.stream().map(arg -> arg.equals("N") ? digits : arg).toList(),
                source,
                name.replace("N", digits),
                number,
                number);
    }
}
