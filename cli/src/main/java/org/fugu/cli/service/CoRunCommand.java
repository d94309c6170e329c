package org.fugu.cli.service;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.InputOptions;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Co-runs of the service: several users' jobs in one machine.
@Command(
        name = "co-run",
        header = "Share a machine with other users: open a co-run, join it, confirm.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "It needs a shared partition: ./fugu partitions --lease 4x2 --share ben. Each member adds one job",
            "and confirms it as the co-run stands then; the last confirmation starts it.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu co-run open prt_…",
            "  ./fugu co-run join cor_… guest/prebuilt/sum.zip --at 2x2+0+0",
            "  ./fugu co-run join cor_… my-program.zip --stdin numbers.txt --disk run_… --keep-disk",
            "  ./fugu co-run confirm cor_…",
            "  ./fugu co-run show cor_…",
        })
public final class CoRunCommand implements Runnable {
    private static final String PATH = "/api/v1/co-runs";
    private static final Map<String, String> AS_IT_IS = Map.of("If-Match", "*");

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    public CoRunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what to do: open, join, confirm, close, leave or show");
    }

    @Command(name = "open", header = "Open a co-run on a shared partition; prints its identifier.")
    int open(
            @Parameters(paramLabel = "PARTITION", description = "A shared one of which you are a user.")
                    String partition,
            @Option(
                            names = "--quantum",
                            paramLabel = "CYCLES",
                            description = "Jobs in one rectangle have it in turns of so many cycles.")
                    @Nullable
                    Long quantum,
            @Option(
                            names = "--skew",
                            paramLabel = "PERCENT",
                            description = "With --quantum: turns begin later on the last node by so much of one.")
                    @Nullable
                    Integer skew,
            @Option(names = "--minutes", paramLabel = "N", description = "How long it waits. Default: 60.") @Nullable
                    Integer minutes,
            @Mixin JsonOption json) {
        var wanted = new LinkedHashMap<String, Object>();
        wanted.put("partition", partition);
        if (quantum != null) wanted.put("mode", "turns");
        if (quantum != null) wanted.put("quantum", quantum);
        if (skew != null) wanted.put("skew", skew);
        if (minutes != null) wanted.put("minutes", minutes);
        try (var service = ServiceClient.signedIn(terminal)) {
            var opened = service.post(PATH, wanted, Map.of());
            terminal.out()
                    .println(json.on ? Json.pretty(opened) : opened.path("id").asString(""));
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "join", header = "Add your job to an open co-run, or change it.")
    int join(
            @Parameters(index = "0", paramLabel = "CO-RUN", description = "Its identifier.") String id,
            @Parameters(index = "1", paramLabel = "BUNDLE", description = "A folder, a zip or one ELF file.") Path file,
            @Option(
                            names = "--at",
                            paramLabel = "RECT",
                            description = "The job's nodes of the partition, as in 2x2+0+0. Default: all.")
                    @Nullable
                    String rectangle,
            @Option(names = "--start", paramLabel = "CYCLE", description = "When it begins. Default: 0.") @Nullable
                    Long start,
            @Option(names = "--max-cycles", paramLabel = "N", description = "Its limit of cycles.") @Nullable
                    Long cycles,
            @Mixin InputOptions inputs,
            @Mixin BegunDisk disk,
            @Mixin JsonOption json,
            @Parameters(index = "2..*", paramLabel = "ARGS", description = "The program's arguments, behind --.")
                    @Nullable
                    List<String> arguments) {
        var bundle = BundleSource.load(file);
        var job = new LinkedHashMap<String, Object>();
        job.put("bundle", bundle.identity());
        if (rectangle != null) job.put("rectangle", rectangle);
        if (start != null) job.put("startCycle", start);
        if (cycles != null) job.put("limits", Map.of("cycles", cycles));
        if (arguments != null && !arguments.isEmpty()) job.put("args", arguments);
        disk.addTo(job);
        var given = inputs.contents(); // before anything is sent
        try (var service = ServiceClient.signedIn(terminal)) {
            var runs = new RemoteRuns(service, terminal);
            runs.upload(bundle);
            runs.addInputs(given, job);
            show(service.putJson(PATH + "/" + id + "/job", job, AS_IT_IS), json);
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "confirm", header = "Confirm your job as the co-run stands; the last confirmation starts it.")
    int confirm(@Parameters(paramLabel = "CO-RUN", description = "Its identifier.") String id, @Mixin JsonOption json) {
        return post(id, "confirm", json);
    }

    @Command(name = "close", header = "Start your co-run with the jobs that are confirmed.")
    int close(@Parameters(paramLabel = "CO-RUN", description = "Its identifier.") String id, @Mixin JsonOption json) {
        return post(id, "close", json);
    }

    private int post(String id, String what, JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            show(service.post(PATH + "/" + id + "/" + what, Map.of(), AS_IT_IS), json);
        }
        return ExitCode.DONE.number();
    }

    @Command(name = "leave", header = "Take no part, or cancel your job while it runs.")
    int leave(@Parameters(paramLabel = "CO-RUN", description = "Its identifier.") String id) {
        try (var service = ServiceClient.signedIn(terminal)) {
            service.delete(PATH + "/" + id + "/job");
        }
        terminal.out().println("asked to leave " + id);
        return ExitCode.DONE.number();
    }

    @Command(name = "show", header = "Who takes part in a co-run, and how it stands.")
    int show(@Parameters(paramLabel = "CO-RUN", description = "Its identifier.") String id, @Mixin JsonOption json) {
        try (var service = ServiceClient.signedIn(terminal)) {
            show(service.get(PATH + "/" + id), json);
        }
        return ExitCode.DONE.number();
    }

    private void show(JsonNode coRun, JsonOption json) {
        if (json.on) {
            terminal.out().println(Json.pretty(coRun));
            return;
        }
        terminal.out()
                .println(coRun.path("id").asString("") + "  "
                        + coRun.path("state").asString("") + "  "
                        + coRun.path("mesh").asString("") + " of "
                        + coRun.path("machine").asString(""));
        for (var member : coRun.path("members")) terminal.out().println("  " + line(member));
        var digest = coRun.path("digest").asString("");
        if (!digest.isEmpty()) terminal.out().println("  digest " + digest);
    }

    private static String line(JsonNode member) {
        var line = new StringBuilder(
                member.path("name").asString("") + ": " + member.path("state").asString(""));
        var job = member.path("job");
        if (job.isObject()) {
            line.append(", ")
                    .append(job.path("program").asString(""))
                    .append(" at ")
                    .append(job.path("rectangle").asString(""));
        }
        var run = member.path("run").asString("");
        if (!run.isEmpty()) line.append(", ").append(run);
        if (member.path("endedAt").isNumber()) {
            line.append(", canceled at cycle ").append(member.path("endedAt").asLong());
        }
        return line.toString();
    }
}
