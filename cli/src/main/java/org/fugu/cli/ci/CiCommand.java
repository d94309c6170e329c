package org.fugu.cli.ci;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ThreadsOption;
import org.fugu.cli.bench.Benchmarks;
import org.fugu.cli.bench.Gate;
import org.fugu.cli.bench.GateOptions;
import org.fugu.cli.bench.ReportOptions;
import org.fugu.cli.bench.SweepOption;
import org.fugu.cli.git.Git;
import org.fugu.cli.git.GitCheckout;
import org.fugu.cli.service.RemoteBenchmarks;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.report.GateReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The gate of a pipeline.
@Command(
        name = "ci",
        header = "Hold a change against its base, in a pipeline or before one.",
        description = {
            "",
            "Measures the benchmarks of the bundle as it is here, and of the base: the commit where this",
            "branch leaves the one that it is to be merged into; on the main branch, what that was before.",
            "The variables of GitHub, GitLab, Jenkins and Buildkite say which branches those are, elsewhere",
            "git does. The base is built in a working tree of its own with --build; without, its bundle has",
            "to be under version control.",
            "",
            "On GitHub the report goes to the job's page and beside the lines that are the cause, without",
            "an option. Whatever is found, the reports are written.",
            "",
            "With a run key of a project in FUGU_TOKEN the service of FUGU_URL measures and compares, and keeps",
            "the history, and a base that it measured before needs no --build. Without a key, and with --local,",
            "--sweep, --max-cycles or --baseline, this host measures.",
            "",
            "With --sweep the command of --build is told a number for each layout in FUGU_LINK_SEED, by which",
            "the makefile of the SDK links functions and data in another order.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu ci --build 'make -s' build/my-bundle",
            "  ./fugu ci --build 'make -s' build/my-bundle --base v1.2 --junit report.xml",
            "  ./fugu ci my-bundle.zip --baseline baseline.json",
            "  ./fugu ci my-bundle.zip --baseline baseline.json --renew",
            "",
            "Exit codes: 0 merge; 3 a measure is worse than its threshold allows, or is gone; 4 a program",
            "does not end well, 42 one reached its limit of simulated time; 5 there is no baseline, or one of",
            "another version of the machine; 2 wrong input, or HEAD cannot be built; 7 a bundle or a request was",
            "refused; 8 the service cannot be reached, or could not carry it out.",
        })
public final class CiCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUNDLE",
            description = "A folder, a zip or an ELF file, from the root of the repository; what --build says in its"
                    + " last line if absent.")
    private @Nullable String bundle;

    @Option(names = "--build", paramLabel = "CMD", description = "Builds it, in the shell, at the repository's root.")
    private @Nullable String build;

    @Option(names = "--repository", paramLabel = "DIR", description = "A folder of the repository; here if absent.")
    private Path repository = Path.of(".");

    @Option(names = "--base", paramLabel = "COMMIT", description = "The base, instead.")
    private @Nullable String base;

    @Option(names = "--target", paramLabel = "BRANCH", description = "Into which branch the change is to be merged.")
    private @Nullable String target;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Take the figures of the base from this file; then no base is built, and git is not needed.")
    private @Nullable Path baseline;

    @Option(names = "--renew", description = "Write what is measured to --baseline, and say what that changes.")
    private boolean renew;

    @Option(names = "--project", paramLabel = "PROJECT", description = "Measure in this project of the service.")
    private @Nullable String project;

    @Option(names = "--local", description = "Measure here, also where there is a key of a project.")
    private boolean local;

    @Option(
            names = "--libos",
            paramLabel = "LIBOS",
            description = "The library OS to run both versions on, in place of what manifests name. Here a bundle of"
                    + " kind libos, from the root of the repository; the base's own if it has one there. At the"
                    + " service one that is published, NAME@VERSION.")
    private @Nullable String libos;

    @Option(names = "--base-libos", paramLabel = "LIBOS", description = "The library OS of the base, if it is another.")
    private @Nullable String baseLibos;

    @Option(names = "--warn-only", description = "End with 0 where the code would be 3 or 5; the reports stay.")
    private boolean warnOnly;

    @Mixin
    private GateOptions gate = new GateOptions();

    @Option(
            names = "--max-cycles",
            paramLabel = "C",
            description = "Each benchmark may take so much simulated time at most, whatever the manifest allows.")
    private @Nullable Long mostCycles;

    @Option(names = "--no-explain", description = "Do not say why benchmarks are worse; that takes several runs.")
    private boolean unexplained;

    @Option(
            names = "--comment",
            description = "Keep one comment on the pull request (GITHUB_TOKEN) or merge request (GITLAB_TOKEN).")
    private boolean comment;

    @Mixin
    private SweepOption sweep = new SweepOption();

    @Mixin
    private ReportOptions reports = new ReportOptions();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    public CiCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        requireSense();
        reports.requireWritable();
        var pipeline = Pipeline.of(terminal);
        try {
            return gated(pipeline);
        } catch (CommandFailure e) {
            var report = GateReport.withoutComparison(e.exitCode().number(), e.code(), String.valueOf(e.getMessage()));
            tell(pipeline, report, null);
            if (!warnOnly || e.exitCode() != ExitCode.NO_BASELINE) throw e;
            terminal.err().println("fugu: " + e.getMessage());
            return passed(report);
        }
    }

    private void requireSense() {
        boolean here = local || baseline != null || sweep.isOn() || mostCycles != null;
        if (project != null && here) {
            throw CommandFailure.usage(
                    "--project is for the service; leave out --local, --baseline, --sweep and --max-cycles");
        }
        if (renew && baseline == null) throw CommandFailure.usage("--renew needs --baseline, the file that is renewed");
        if (baseline != null && (base != null || target != null)) {
            throw CommandFailure.usage(
                    "--baseline says where the figures of the base are; leave out --base and --target");
        }
        if (baseline != null && baseLibos != null) {
            throw CommandFailure.usage("--baseline has figures; leave out --base-libos, on which nothing would be run");
        }
        if (baseline != null && sweep.isOn()) {
            throw CommandFailure.usage(
                    "--baseline has the figures of one layout; leave out --sweep, or let --base be built");
        }
        if (bundle == null && build == null)
            throw CommandFailure.usage("name a bundle, or say with --build how it is built");
    }

    private int gated(Pipeline pipeline) {
        var git = new Git(repository);
        var versions = new Versions(
                git.exists() ? git.root() : repository, build, bundle, new Versions.Libraries(libos, baseLibos));
        var benchmarks = new Benchmarks(terminal, threads).within(mostCycles);
        if (baseline != null) return againstFile(pipeline, baseline, versions, benchmarks);
        if (!git.exists()) {
            throw CommandFailure.usage("'" + repository + "' is in no repository of git, so there is no commit to"
                    + " compare with; name a file with --baseline");
        }
        var found = BaseCommit.of(git, pipeline, base, target);
        terminal.err().println("base: " + found.commit().substring(0, 10) + ", " + found.why());
        if (isRemote()) return onTheService(pipeline, git, found, versions);
        var head = measured(benchmarks, versions::boundHead);
        // What is left in the working tree is linked as usual.
        if (build != null && sweep.isOn()) versions.head(0);
        try (var checkout = new GitCheckout(repository)) {
            var before = measured(benchmarks, seed -> versions.boundBase(checkout, found.commit(), seed));
            return told(pipeline, judged(before, head), null, head.results());
        }
    }

    /// Where a key of a project says so, unless something is wanted that only is here.
    private boolean isRemote() {
        boolean asked = project != null || terminal.variable("FUGU_TOKEN") != null;
        return asked && !local && baseline == null && !sweep.isOn() && mostCycles == null;
    }

    private int onTheService(Pipeline pipeline, Git git, BaseCommit base, Versions versions) {
        try (var service = RemoteBenchmarks.of(terminal, project)) {
            var sides = new ServiceGate(service, git, pipeline, versions);
            var head = sides.head();
            var before = sides.base(base, head.machineVersion());
            var compared = service.compare(before, head, gate.rules(), !unexplained);
            return told(pipeline, compared.report(), compared.page(), service.results(head));
        }
    }

    /// In the layouts that are wanted; what is built here is linked anew for each.
    private Benchmarks.Measured measured(Benchmarks benchmarks, IntFunction<BoundBundle> version) {
        var usual = version.apply(0);
        return benchmarks.measured(usual, sweep.layouts(), build == null ? _ -> usual : version);
    }

    private int againstFile(Pipeline pipeline, Path file, Versions versions, Benchmarks benchmarks) {
        if (!Files.exists(file) && !renew) {
            throw Versions.missing("there is no baseline '" + file + "'; make one with: " + renewal(file));
        }
        var before = Files.exists(file) ? benchmarks.of(file) : null;
        var head = benchmarks.measured(versions.boundHead(0));
        if (renew) renewed(file, head.results());
        if (before == null) return ExitCode.DONE.number();
        var report = judged(before, head);
        int code = told(pipeline, report, null, head.results());
        if (renew) return ExitCode.DONE.number();
        if (report.exitCode() == ExitCode.NO_BASELINE.number()) {
            terminal.err().println("to take what is measured now as the baseline: " + renewal(file));
        }
        return code;
    }

    private String renewal(Path file) {
        var how = build == null ? "" : "--build '" + build + "' ";
        var on = libos == null ? "" : "--libos " + libos + " ";
        return "./fugu ci " + how + (bundle == null ? "" : bundle + " ") + on + "--baseline " + file + " --renew";
    }

    private void renewed(Path file, BenchmarkResults results) {
        if (results.measurements().stream().anyMatch(each -> !each.succeeded())) {
            throw CommandFailure.usage("not renewed: a program does not end well; see ./fugu bench run");
        }
        NamedFile.write("the baseline", file, ResultsFile.write(results));
        terminal.err().println("renewed: " + file);
    }

    private GateReport judged(Benchmarks.Measured before, Benchmarks.Measured head) {
        return new Gate(terminal).judge(before, head, gate.rules(), !unexplained);
    }

    /// @param page where more is said, or null
    private int told(Pipeline pipeline, GateReport report, @Nullable URI page, BenchmarkResults results) {
        tell(pipeline, report, page);
        reports.write(results);
        if (json.on) terminal.out().print(new String(report.write(), StandardCharsets.UTF_8));
        else new Gate(terminal).print(report);
        terminal.out().flush();
        return passed(report);
    }

    private int passed(GateReport report) {
        int code = report.exitCode();
        boolean forgiven = code == ExitCode.REGRESSION.number() || code == ExitCode.NO_BASELINE.number();
        if (!warnOnly || !forgiven) return code;
        terminal.err().println("--warn-only: this would be exit code " + code);
        return ExitCode.DONE.number();
    }

    /// Where people look.
    private void tell(Pipeline pipeline, GateReport report, @Nullable URI page) {
        reports.write(report, page);
        if (pipeline.system() == PipelineSystem.GITHUB) {
            var summary = terminal.variable("GITHUB_STEP_SUMMARY");
            if (summary != null) reports.append(Path.of(summary), report, page);
            new Annotations(terminal, new Git(repository)).print(report);
        }
        if (comment) comment(pipeline, report, page);
    }

    /// That nobody may write there is no reason to shut or open a gate.
    private void comment(Pipeline pipeline, GateReport report, @Nullable URI page) {
        var wanted = ChangeComment.of(terminal, pipeline);
        if (wanted.isEmpty()) {
            terminal.err().println("--comment: there is no pull request here, or no token that may write to it");
            return;
        }
        try {
            wanted.get().write(report, page);
        } catch (IOException e) {
            terminal.err().println("--comment: " + e.getMessage());
        }
    }
}
