package org.fugu.cli.run;

import java.nio.file.Path;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.WholeNumber;
import org.fugu.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is written about a run besides its result.
final class ObserveOptions {
    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write what happened to FILE, as JSON in the trace-event format. Open it in "
                    + "ui.perfetto.dev, which also works offline. The result is the same with it.")
    private @Nullable Path trace;

    @Option(
            names = "--trace-from",
            paramLabel = "CYCLE",
            converter = WholeNumber.Cycle.class,
            defaultValue = "0",
            description = "Leave out of the trace what was over before CYCLE.")
    private long traceFrom;

    @Option(
            names = "--trace-to",
            paramLabel = "CYCLE",
            converter = WholeNumber.Cycle.class,
            description = "Leave out of the trace what began at CYCLE or later.")
    private @Nullable Long traceTo;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description = "Write where every cycle went, by function of the program, to FILE. Open it in "
                    + "speedscope.app, which also works offline. The run takes longer, its result is the same.")
    private @Nullable Path profile;

    @Option(
            names = "--link-traffic",
            description = "With --json: what crossed each link of the network, in intervals of 65,536 cycles.")
    private boolean linkTraffic;

    @Option(
            names = "--print-regions",
            paramLabel = "FILE",
            description = "Write the regions of the program that were translated to FILE: guest code, and Java "
                    + "bytecode. For work on the translator.")
    private @Nullable Path regions;

    /// Opens the files, before anything runs.
    ///
    /// @param json whether the result is JSON, the only form that has a place for links
    Observations open(RunPlan plan, boolean json) {
        if (linkTraffic && !json) {
            throw CommandFailure.usage("--link-traffic adds to the JSON of a result; ask for it with --json");
        }
        long to = traceTo == null ? Long.MAX_VALUE : traceTo;
        if (trace == null && (traceFrom != 0 || traceTo != null)) {
            throw CommandFailure.usage(
                    "--trace-from and --trace-to say what is in the file of --trace, which is missing");
        }
        if (traceFrom < 0 || to <= traceFrom) {
            throw CommandFailure.usage("a trace from cycle " + traceFrom + " to " + to + " holds nothing");
        }
        if (trace != null && trace.equals(profile)) {
            throw CommandFailure.usage("--trace and --profile name the same file, '" + trace + "'");
        }
        var printer = regions == null ? null : new RegionPrinter(regions);
        return new Observations(plan, trace, traceFrom, to, profile, linkTraffic, printer);
    }
}
