package org.fugu.cli.argument;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of a run that `run` and `submit` share.
public final class RunChoices {
    @Option(names = "--program", paramLabel = "NAME", description = "Which program of the bundle.")
    @Nullable
    public String program;

    @Option(names = "--machine", paramLabel = "M", description = "Which machine, for example fugu.")
    @Nullable
    public String machine;

    @Option(names = "--mesh", paramLabel = "CxR", description = "Columns and rows of the mesh, as in 4x2.")
    @Nullable
    public String mesh;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            converter = Nodes.class,
            description = "How many nodes run the program.")
    @Nullable
    public Integer nodes;

    @Option(names = "--fidelity", paramLabel = "F", description = "functional, timing (the default) or relaxed:CYCLES.")
    @Nullable
    public String fidelity;

    @Option(
            names = "--set",
            paramLabel = "FIGURE=VALUE",
            description = "Change a figure of the machine, as in network.hop=120 or 120ns. May be repeated;"
                    + " ./fugu machines NAME shows them all.")
    private SortedMap<String, FigureSetting> settings = new TreeMap<>();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec mixee;

    @Option(names = "--seed", paramLabel = "S", description = "The number that all chance is drawn from.")
    @Nullable
    public Long seed;

    @Option(
            names = "--max-cycles",
            paramLabel = "C",
            converter = WholeNumber.Most.class,
            description = "Limit of simulated cycles.")
    @Nullable
    public Long maxCycles;

    @Option(
            names = "--max-instructions",
            paramLabel = "I",
            converter = WholeNumber.Most.class,
            description = "Limit of instructions of one node.")
    @Nullable
    public Long maxInstructions;

    static final class Nodes extends WholeNumber.UpTo {
        Nodes() {
            super(NodeId.MAX_NODES);
        }
    }

    /// @param args the program's arguments, or null for the manifest's
    public RunOptions options(@Nullable List<String> args, int threads) {
        return new RunOptions(program, args, machine, mesh, nodes, fidelity, seed, limits(), figures(), threads);
    }

    /// The figures to change.
    ///
    /// @throws ParameterException if one was given in a unit that is not its own
    public SortedMap<String, Long> figures() {
        var figures = new TreeMap<String, Long>();
        settings.forEach((name, setting) -> {
            checkUnit(name, setting).ifPresent(wrong -> {
                throw new ParameterException(Objects.requireNonNull(mixee).commandLine(), "--set " + wrong);
            });
            figures.put(name, setting.value());
        });
        return figures;
    }

    /// What is wrong with the unit of a setting. Which figures there are and what they are in is the same for all
    /// machines.
    static Optional<String> checkUnit(String name, FigureSetting setting) {
        if (setting.unit().isEmpty()) return Optional.empty();
        var unit = Preset.named("fugu").unitOf(name);
        if (unit.isEmpty()
                || unit.get().equals(setting.unit())
                || measure(unit.get()).equals(setting.unit())) return Optional.empty();
        return Optional.of(name + "=" + setting.value() + setting.unit() + ": " + name + " is in " + unit.get()
                + "; leave the unit out or give that one");
    }

    /// A unit without what it is for: `cycles` of `cycles for 16 bytes`.
    private static String measure(String unit) {
        return unit.split(" a | for |, ")[0];
    }

    LimitsGiven limits() {
        return new LimitsGiven(maxCycles, maxInstructions, null, null);
    }
}
