package org.fugu.cli;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of a run that `run` and `submit` share.
final class RunChoices {
    @Option(names = "--program", paramLabel = "NAME", description = "Which program of the bundle.")
    @Nullable
    String program;

    @Option(names = "--machine", paramLabel = "M", description = "Which machine, for example fugu.")
    @Nullable
    String machine;

    @Option(names = "--mesh", paramLabel = "CxR", description = "Columns and rows of the mesh, as in 4x2.")
    @Nullable
    String mesh;

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes run the program.")
    @Nullable
    Integer nodes;

    @Option(names = "--fidelity", paramLabel = "F", description = "functional, timing (the default) or relaxed:CYCLES.")
    @Nullable
    String fidelity;

    @Option(
            names = "--set",
            paramLabel = "FIGURE=VALUE",
            description = "Change a figure of the machine, as in network.hop=120. May be repeated.")
    SortedMap<String, Long> figures = new TreeMap<>();

    @Option(names = "--seed", paramLabel = "S", description = "The number that all chance is drawn from.")
    @Nullable
    Long seed;

    @Option(names = "--max-cycles", paramLabel = "C", description = "Limit of simulated cycles.")
    @Nullable
    Long maxCycles;

    @Option(names = "--max-instructions", paramLabel = "I", description = "Limit of instructions of one node.")
    @Nullable
    Long maxInstructions;

    /// @param args the program's arguments, or null for the manifest's
    RunOptions options(@Nullable List<String> args, int threads) {
        return new RunOptions(program, args, machine, mesh, nodes, fidelity, seed, limits(), figures, threads);
    }

    LimitsGiven limits() {
        return new LimitsGiven(maxCycles, maxInstructions, null, null);
    }
}
