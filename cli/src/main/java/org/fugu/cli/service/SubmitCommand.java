package org.fugu.cli.service;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.fugu.cli.argument.AxisOptions;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.InputOptions;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.ProgramArguments;
import org.fugu.cli.argument.RunChoices;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Submits a run to the service.
@Command(
        name = "submit",
        header = "Submit a run to the service.",
        description = {
            "",
            "BUNDLE is a folder, a zip, an ELF file, or the digest of an uploaded bundle. With --vary it is a",
            "run-set: a run for each combination of values, all accepted or none.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu submit guest/prebuilt/pingpong.zip --wait",
            "  ./fugu submit guest/prebuilt/pingpong.zip --partition prt_… --json -- 1000",
            "  ./fugu submit my-program.zip --libos exos@1.0",
            "  ./fugu submit guest/prebuilt/test/files.zip --disk run_… --keep-disk",
            "  ./fugu submit my-program.zip --stdin numbers.txt --input words.txt=words.txt",
            "  ./fugu submit guest/prebuilt/hello.zip --git --label night=yes",
            "  ./fugu submit guest/prebuilt/sum.zip --vary nodes=1,2,4 --wait",
            "  ./fugu submit my-program.zip --libos exos@1.0 --vary placement=library,server,monolithic --wait",
        })
public final class SubmitCommand implements Callable<Integer> {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "What to run.")
    private String bundle;

    @Parameters(
            index = "1..*",
            paramLabel = "[-- ARGS]",
            hideParamSyntax = true,
            description = "What the program gets, instead of the arguments of the manifest.")
    private List<String> positional = new ArrayList<>();

    @Mixin
    private RunChoices choices = new RunChoices();

    @Mixin
    private AxisOptions axes = new AxisOptions();

    @Mixin
    private InputOptions inputs = new InputOptions();

    @Mixin
    private SubmittedDisk disk = new SubmittedDisk();

    @Mixin
    private SubmittedMarks marks = new SubmittedMarks();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(names = "--partition", paramLabel = "ID", description = "Run on this lease.")
    private @Nullable String partition;

    @Option(
            names = "--project",
            paramLabel = "ID",
            description = "For this project, of which you are owner or member: its owner sees the run then.")
    private @Nullable String project;

    @Option(
            names = "--libos",
            paramLabel = "NAME@VERSION",
            description = "Run on this library OS, instead of the one that the manifest names. ./fugu libos list"
                    + " shows those that there are.")
    private @Nullable String libos;

    @Option(
            names = "--placement",
            paramLabel = "P",
            description = "Where the library OS is: library (the default), server or monolithic.")
    private @Nullable String placement;

    @Option(
            names = "--page-table",
            paramLabel = "T",
            description = "Which page table the library OS is asked for: two-level, flat or inverted.")
    private @Nullable String pageTable;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "With --vary and --wait: write a line for each run to FILE.")
    private @Nullable Path csv;

    @Option(
            names = "--no-cache",
            description = "Carry it out, even if an earlier run of yours is the same and has the answer.")
    private boolean noCache;

    @Option(names = "--wait", description = "Wait for the end; the exit code is then the run's.")
    private boolean wait;

    public SubmitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (csv != null && !(axes.isOn() && wait)) throw CommandFailure.usage("--csv goes with --vary and --wait");
        if (csv != null) NamedFile.requireWritable("the table", csv);
        disk.require(wait, axes.isOn());
        inputs.contents(); // before anything is sent
        try (var service = ServiceClient.signedIn(terminal)) {
            if (axes.isOn()) return submitSet(service);
            var runs = new RemoteRuns(service, terminal);
            var accepted = submit(runs);
            var id = accepted.path("id").asString("");
            if (!wait) {
                terminal.out().println(json.on ? Json.pretty(accepted) : id);
                return ExitCode.DONE.number();
            }
            var run = runs.await(id);
            disk.save(service, run, terminal);
            var console = runs.console(id);
            if (json.on) terminal.out().println(Json.pretty(RemoteRuns.json(run, console)));
            else runs.print(run, console);
            return RemoteRuns.exitCode(run).number();
        }
    }

    private int submitSet(ServiceClient service) {
        var wanted = axes.read();
        var sets = new RemoteRunSets(service, terminal);
        var path = Path.of(bundle);
        var digest = bundle;
        if (!isDigest(path)) {
            var loaded = BundleSource.load(path);
            new RemoteRuns(service, terminal).upload(loaded);
            digest = loaded.identity();
        }
        var accepted = sets.submit(request(new RemoteRuns(service, terminal), digest), wanted);
        var id = accepted.path("id").asString("");
        if (!wait) {
            terminal.out().println(json.on ? Json.pretty(accepted) : id);
            return ExitCode.DONE.number();
        }
        var set = sets.await(id);
        if (csv != null) NamedFile.replace("the table", csv, sets.table(id).getBytes(StandardCharsets.UTF_8));
        if (json.on) terminal.out().println(Json.pretty(set));
        else sets.print(set);
        return RemoteRunSets.exitCode(set).number();
    }

    private boolean isDigest(Path path) {
        return DIGEST.matcher(bundle).matches() && !Files.exists(path);
    }

    private JsonNode submit(RemoteRuns runs) {
        var path = Path.of(bundle);
        if (isDigest(path)) return runs.submit(request(runs, bundle));
        var loaded = BundleSource.load(path);
        return runs.submit(request(runs, loaded.identity()), loaded);
    }

    private Map<String, Object> request(RemoteRuns runs, String digest) {
        var request = new LinkedHashMap<String, Object>();
        request.put("bundle", digest);
        put(request, "program", choices.program);
        put(request, "args", ProgramArguments.of(spec, positional));
        put(request, "partition", partition);
        put(request, "project", project);
        put(request, "libos", libos);
        put(request, "placement", placement);
        put(request, "pageTable", pageTable);
        put(request, "machine", choices.machine);
        put(request, "mesh", choices.mesh);
        put(request, "nodes", choices.nodes);
        put(request, "fidelity", choices.fidelity);
        put(request, "seed", choices.seed);
        disk.addTo(request);
        runs.addInputs(inputs.contents(), request);
        if (noCache) request.put("cache", false);
        marks.addTo(request, terminal);
        var limits = new LinkedHashMap<String, Object>();
        put(limits, "cycles", choices.maxCycles);
        put(limits, "instructions", choices.maxInstructions);
        if (!limits.isEmpty()) request.put("limits", limits);
        var figures = choices.figures();
        if (!figures.isEmpty()) request.put("overrides", figures);
        return request;
    }

    private static void put(Map<String, Object> request, String field, @Nullable Object value) {
        if (value != null) request.put(field, value);
    }
}
