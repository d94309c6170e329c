package org.fugu.bundle.reproduce;

import java.util.List;

/// What to run for a figure of our own, and which of the program's metrics it is.
///
/// @param program of `guest/bench`
/// @param metric for a series, with `N` in place of the number
/// @param first number of a series
/// @param last number of a series
public record Measurement(String program, String mesh, List<String> args, String metric, int first, int last) {
    public Measurement {
        args = List.copyOf(args);
    }
}
