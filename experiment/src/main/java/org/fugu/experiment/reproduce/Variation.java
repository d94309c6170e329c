package org.fugu.experiment.reproduce;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another value of something that is no figure of a machine and that a row rests on: a constant of the
/// program, or which machine it is.
///
/// @param what it is a value of, for people
/// @param value for people
/// @param append further arguments of each program
/// @param machine in place of the row's, or null
public record Variation(
        String what,
        String value,
        List<String> append,
        @Nullable String machine) {
    public Variation {
        append = List.copyOf(append);
    }

    /// How the record names it.
    public String name() {
        return what + ": " + value;
    }
}
