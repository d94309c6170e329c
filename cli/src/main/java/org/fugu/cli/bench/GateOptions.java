package org.fugu.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fugu.experiment.benchmark.Rules;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// By what a version is held against its base, wherever that is done.
public final class GateOptions {
    @Option(
            names = "--thresholds",
            paramLabel = "SIDE",
            description = "Whose thresholds count, base (usual) or head.",
            defaultValue = "base",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private Rules.Side thresholds = Rules.Side.BASE;

    @Option(
            names = "--acknowledge",
            paramLabel = "BENCHMARK[/MEASURE]",
            description = "It is gone, new or otherwise not to be compared on purpose.")
    private List<String> acknowledged = new ArrayList<>();

    public Rules rules() {
        return new Rules(thresholds, Set.copyOf(acknowledged));
    }
}
