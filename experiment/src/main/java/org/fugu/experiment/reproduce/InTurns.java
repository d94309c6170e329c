package org.fugu.experiment.reproduce;

import java.util.List;
import org.fugu.exokernel.run.Turns;
import org.jspecify.annotations.Nullable;

/// What else runs on a measurement's nodes, in turns with it.
///
/// @param beside a program of `guest/bench`
/// @param args its arguments
/// @param cycles after which it is ended, or null for as many as its manifest lets it have
/// @param turns how long one is, and by how much later it begins on the last node than on the first
public record InTurns(
        String beside, List<String> args, @Nullable Long cycles, Turns turns) {
    public InTurns {
        args = List.copyOf(args);
    }

    @Override
    public String toString() {
        var given = args.isEmpty() ? "" : " " + String.join(" ", args);
        var least = cycles == null ? "" : " for " + cycles + " cycles";
        return " beside " + beside + given + least + ", " + turns;
    }
}
