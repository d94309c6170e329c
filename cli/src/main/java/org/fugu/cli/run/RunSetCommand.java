package org.fugu.cli.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.AxisOptions;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.InputOptions;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ProgramArguments;
import org.fugu.cli.argument.RunChoices;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.report.RunSetText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.experiment.runset.Coordinates;
import org.fugu.experiment.runset.KernelWatch;
import org.fugu.experiment.runset.MemberResult;
import org.fugu.experiment.runset.RunSetCsv;
import org.fugu.experiment.runset.RunSetReport;
import org.fugu.experiment.runset.SetMember;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a bundle many times, otherwise each time, and compares.
@Command(
        name = "run-set",
        header = "Run a bundle in every combination of some choices, and compare.",
        description = {
            "",
            "Each --vary is an axis; there is a run for each combination of values, 256 at the most. All",
            "combinations are checked before the first run begins. What is not varied is as for run.",
            "",
            "Where placement or page-table is varied, the table says by how much each run differs from the",
            "one with the library OS in the program, where the cycles went, how often the kernel was called,",
            "and what a crossing or a transfer took, beside what was published of Aegis, Ultrix, Mach and L3.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu run-set guest/prebuilt/sum.zip --vary nodes=1,2,4",
            "  ./fugu run-set guest/prebuilt/pingpong.zip --vary network.hop=20,40,80 --csv hops.csv",
            "  ./fugu run-set guest/prebuilt/test/apart.zip --libos guest/prebuilt/libos/exos-1.0.zip \\",
            "      --vary page-table=two-level,flat,inverted --vary placement=library,server,monolithic",
            "",
            "On a service: ./fugu submit BUNDLE --vary …",
            "",
            "Exit codes: 0 all programs exited with 0, and those that should print the same did; 4 not so;",
            "2 wrong input, and nothing was run.",
        })
public final class RunSetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "A folder, a zip or one ELF file.")
    private Path bundle;

    @Parameters(
            index = "1..*",
            paramLabel = "[-- ARGS]",
            hideParamSyntax = true,
            description = "What the program gets, instead of the arguments of the manifest.")
    private List<String> positional = new ArrayList<>();

    @Mixin
    private AxisOptions axes = new AxisOptions();

    @Mixin
    private RunChoices choices = new RunChoices();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private StructureOptions structure = new StructureOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Write a line for each run to FILE, with all counters and metrics.")
    private @Nullable Path csv;

    /// A run that can be started.
    private record Planned(Coordinates at, RunPlan plan) {}

    public RunSetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var members = axes.read().members();
        var loaded = BundleSource.load(bundle);
        var options = inputs.on(structure.on(choices.options(ProgramArguments.of(spec, positional), threads.wanted)));
        var plans = new ArrayList<Planned>();
        for (var member : members) plans.add(new Planned(member, plan(loaded, options, member)));
        if (csv != null) NamedFile.requireWritable("the table", csv);
        var report = new RunSetReport(run(plans));
        if (csv != null) {
            NamedFile.replace("the table", csv, RunSetCsv.of(report.members()).getBytes(StandardCharsets.UTF_8));
        }
        print(loaded, report);
        return code(report).number();
    }

    private static RunPlan plan(Bundle bundle, RunOptions options, Coordinates member) {
        try {
            return RunPlan.of(bundle, member.over(options));
        } catch (InvalidRunException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "invalid-run", "the run with " + member + ": " + e.getMessage(), e.violations());
        }
    }

    private List<SetMember> run(List<Planned> plans) {
        var members = new ArrayList<SetMember>();
        try (var progress = new Progress(terminal, "run-set")) {
            for (var planned : plans) {
                var title = String.format(Locale.ROOT, "%d of %d: %s", members.size() + 1, plans.size(), planned.at());
                progress.show((double) members.size() / plans.size(), title);
                members.add(run(planned));
            }
        }
        return members;
    }

    private static SetMember run(Planned planned) {
        var watch = new KernelWatch();
        var report = Exokernel.run(planned.plan().request(), new RunObserver() {
            @Override
            public TraceOrder trace() {
                return watch.order();
            }
        });
        return new SetMember(
                planned.at(), null, "finished", MemberResult.of(planned.plan().judge(report), watch.work()));
    }

    private void print(Bundle loaded, RunSetReport report) {
        if (json.on) {
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("bundle", loaded.identity());
            document.putAll(RunSetText.json(report));
            terminal.out().println(Json.pretty(document));
        } else {
            new RunSetText(terminal.out()).print(report);
        }
        terminal.out().flush();
    }

    private static ExitCode code(RunSetReport report) {
        if (Boolean.FALSE.equals(report.sameOutput())) return ExitCode.GUEST_FAILED;
        for (var member : report.members()) {
            var result = Objects.requireNonNull(member.result(), "a member that was run here");
            var code = ExitCode.of(member.state(), result.outcome(), result.exitCode());
            if (code != ExitCode.DONE) return code;
        }
        return ExitCode.DONE;
    }
}
