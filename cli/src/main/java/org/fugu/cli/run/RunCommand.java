package org.fugu.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.ReportJson;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.InputOptions;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ProgramArguments;
import org.fugu.cli.argument.RunChoices;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.report.ReportText;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.run.WireForms;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a bundle in this process.
@Command(
        name = "run",
        header = "Run a bundle here, without the service.",
        description = {
            "",
            "BUNDLE is a folder, a zip or one ELF file. What the options do not say, the manifest says.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu run guest/prebuilt/hello.zip",
            "  ./fugu run guest/prebuilt/sum.zip --mesh 4x4 --threads 2 --verify",
            "  ./fugu run guest/prebuilt/pingpong.zip --set network.hop=120 --json -- 1000",
            "  ./fugu run guest/prebuilt/sum.zip --snapshot-at 20000=half.snapshot",
            "  ./fugu run guest/prebuilt/sum.zip --resume half.snapshot",
            "  ./fugu run guest/prebuilt/pingpong.zip --trace pingpong.json -- 10",
            "  ./fugu run guest/prebuilt/bench/stencil.zip --profile stencil.speedscope.json",
            "  ./fugu run guest/prebuilt/test/files.zip --disk blank.img --keep-disk after.img",
            "  ./fugu run guest/prebuilt/test/input.zip --stdin words.txt --input more.txt=more.txt -- more.txt",
            "  ./fugu run guest/prebuilt/pingpong.zip --with guest/prebuilt/sum.zip@2x2+2+0",
            "  ./fugu run guest/prebuilt/sum.zip --at 2x2+0+0 --with 'guest/prebuilt/bench/barrier.zip@2x1+2+0:flat 9'",
            "",
            "Exit codes: 0 the program exited with 0; 4 it failed; 42 simulated-time limit; 2 wrong",
            "input; 6 two runs differ (--verify); 7 a bundle was refused. With --with they tell of BUNDLE;",
            "the jobs beside it have their outcomes in the result.",
        })
public final class RunCommand implements Callable<Integer> {
    /// Cycles of one epoch of a report.
    private static final long EPOCH = 1L << 20;

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
    private RunChoices choices = new RunChoices();

    @Mixin
    private SnapshotOptions snapshotOptions = new SnapshotOptions();

    @Mixin
    private ObserveOptions observeOptions = new ObserveOptions();

    @Mixin
    private CompanyOptions company = new CompanyOptions();

    @Mixin
    private StructureOptions structure = new StructureOptions();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private DiskOptions diskOptions = new DiskOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--request",
            paramLabel = "FILE",
            description = "Run what a stored request says, with its figures, and nothing of the manifest.")
    private @Nullable Path request;

    @Option(names = "--verify", description = "Run twice and compare the digests.")
    private boolean verify;

    public RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var snapshots = snapshotOptions.read();
        var plan = plan(snapshots);
        diskOptions.require(plan);
        threads.note(terminal, plan.request().mesh().nodes());
        var observations = observeOptions.open(plan, json.on);
        var run = LocalRun.of(
                plan,
                snapshots,
                observations,
                diskOptions,
                terminal,
                plan.request().program());
        snapshots.report(terminal.err(), run.report().cycles());
        observations.report(terminal.err());
        // Before anything is printed: standard output gets one result or none.
        if (verify) requireSame(run, again(plan, snapshots));
        diskOptions.write(terminal.err());
        print(plan, run, observations);
        return ExitCode.of(run.report().outcome(), run.report().exitCode()).number();
    }

    private LocalRun again(RunPlan plan, Snapshots snapshots) {
        var title = plan.request().program() + " again";
        return LocalRun.of(plan, snapshots, Observations.none(plan), new DiskOptions(), terminal, title);
    }

    private RunPlan plan(Snapshots snapshots) {
        var chosen = choices.options(ProgramArguments.of(spec, positional), threads.wanted);
        var options = structure.on(snapshots.complete(chosen));
        if (request != null) return asRequested(request, chosen);
        try {
            return RunPlan.of(
                    BundleSource.load(bundle),
                    inputs.on(diskOptions.on(options)),
                    company.place(),
                    company.others(options),
                    company.turns());
        } catch (InvalidRunException e) {
            throw new CommandFailure(ExitCode.USAGE, "invalid-run", String.valueOf(e.getMessage()), e.violations());
        }
    }

    private RunPlan asRequested(Path file, RunOptions chosen) {
        if (!chosen.equals(RunOptions.NONE.withThreads(threads.wanted))) {
            throw CommandFailure.usage("--request says all of the run; leave out arguments and what else changes it");
        }
        company.refuseWith("--request");
        structure.refuseWith("--request");
        try {
            var asked = WireForms.REQUEST.read(NamedFile.read("the request", file, WireForms.REQUEST.mostBytes()));
            var each = new JobBundles(
                    BundleSource.load(bundle), structure.library(), diskOptions.contents(), inputs.contents());
            return RunPlan.of(Collections.nCopies(asked.jobs().size(), each), asked, threads.wanted);
        } catch (IOException e) {
            throw NamedFile.unreadable("the request", file, e);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private void print(RunPlan plan, LocalRun run, Observations observations) {
        if (json.on) {
            var result = ReportJson.of(plan, run.report(), run.hostNanos());
            var links = observations.linkTraffic();
            if (links != null) result.put("linkTraffic", links);
            terminal.out().println(Json.pretty(result));
        } else {
            new ReportText(terminal.out()).print(plan, run.report(), run.hostNanos());
        }
        terminal.out().flush();
    }

    private void requireSame(LocalRun first, LocalRun second) {
        var one = first.report();
        var two = second.report();
        if (one.digest().equals(two.digest())) {
            terminal.err().println("verified: a second run has the same digest");
            return;
        }
        throw new CommandFailure(
                ExitCode.NOT_DETERMINISTIC,
                "not-deterministic",
                "a second run has another digest, " + two.digest() + "; " + firstDifference(one.epochs(), two.epochs())
                        + ". This is a fault of the machine: please report it with the bundle",
                List.of());
    }

    static String firstDifference(List<String> one, List<String> two) {
        int epoch = 0;
        while (epoch < one.size() && epoch < two.size() && one.get(epoch).equals(two.get(epoch))) epoch++;
        if (epoch == one.size() && epoch == two.size()) return "all epochs are equal, the final states differ";
        return "the first epoch that differs is " + epoch + ", cycles " + epoch * EPOCH + " to " + (epoch + 1) * EPOCH;
    }
}
