package org.fugu.cli.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.service.RemoteRuns;
import org.fugu.cli.service.ServiceAccess;
import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How much a running service bears.
@Command(
        name = "load",
        header = "Drive a running service, and say how much it bears.",
        description = {
            "",
            "Submits runs of a small program, each with a seed of its own: first one after the other,",
            "waiting for the result of each; then as fast as the clients are answered. Then it reads",
            "single runs and lists, opens streams of events, reads on beside them, cancels the runs of",
            "the streams and sees when each stream hears of it. At last all that it has submitted is",
            "cancelled and deleted.",
            "",
            "A time is from sending a request to the end of its answer, as the clients see it. What is",
            "refused counts by its code, and not among the times. Generator and service share the",
            "processors where they are on one host: 'host' is how busy they are, 'generator' what of it",
            "the generator takes.",
            "",
            "Do not aim it at a service that others work with. Its key needs the scope full, since it",
            "deletes (./fugu login --scope full), and what one user may have has to be raised:",
            "  FUGU_RUNS_MAX_QUEUED=1000000 FUGU_RUNS_STREAMS=1000 FUGU_STORAGE_KEPT_RUNS=1000000 \\",
            "      FUGU_STORAGE_CONSOLE_BYTES=1TB FUGU_RATE_USER=0 FUGU_RATE_ADDRESS=0 ./fugu serve",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu load",
            "  ./fugu load --seconds 10 --clients 4 --streams 100 --json",
            "  ./fugu load --beside-hostile guest/prebuilt/test/flood.zip",
            "",
            "Exit codes: 0 measured; 1 requests failed; 2 wrong input; 5 not signed in; 6 no service.",
        })
public final class LoadCommand implements Callable<Integer> {
    private static final int STREAMS_A_RUN = 10;
    private static final int MOST_STREAMS = 100_000;
    private static final int MOST_CLIENTS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double BUSY = 0.9;
    private static final long ALL = Long.MAX_VALUE;
    private static final int HOSTILE_AT_ONCE = 4;
    private static final String SUBMIT = "submit";
    private static final String BESIDE = " beside hostile";

    private final Terminal terminal;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long runs are submitted (60); all else takes a quarter of that, each.")
    private int seconds = 60;

    @Option(
            names = "--warm",
            paramLabel = "S",
            description = "How long runs are submitted before anything is measured (10).")
    private int warm = 10;

    @Option(names = "--clients", paramLabel = "N", description = "How many clients send at the same time (16).")
    private int clients = 16;

    @Option(names = "--streams", paramLabel = "N", description = "How many streams are open at once (1000).")
    private int streams = 1000;

    @Option(
            names = "--beside-hostile",
            paramLabel = "BUNDLE",
            description =
                    "Measure submissions, reads and lists once undisturbed, and once while runs of BUNDLE are under"
                            + " way, which means harm; instead of streams.")
    private @Nullable Path hostile;

    @Option(names = "--keep", description = "Leave the runs there.")
    private boolean keep;

    @Mixin
    private JsonOption json = new JsonOption();

    public LoadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        require("--seconds", seconds, 1, 86_400);
        require("--warm", warm, 0, 86_400);
        require("--clients", clients, 1, MOST_CLIENTS);
        require("--streams", streams, 0, MOST_STREAMS);
        String bundle;
        String harm = null;
        try (var service = ServiceClient.signedIn(terminal)) {
            bundle = uploaded(service, terminal.prebuilt("hello.zip"));
            if (hostile != null) harm = uploaded(service, hostile);
        }
        var phases = new ArrayList<LoadPhase>();
        try (var progress = new Progress(terminal, "load");
                var client = new LoadClient(ServiceAccess.of(terminal))) {
            var runs = new LoadRuns(client, bundle, RandomGenerator.getDefault().nextLong(1L << 40));
            alone(runs, warm, progress);
            submit(runs, warm, progress);
            if (harm != null) {
                phases.addAll(besideHostile(client, runs, bundle, harm, progress));
                print(phases);
                return exitCode(phases);
            }
            runs.awaitEnds(PATIENCE);
            runs.firstInstructions(warm);
            var alone = alone(runs, Math.ceilDiv(seconds, 4), progress);
            phases.add(alone);
            phases.add(runs.firstInstructions(alone.seconds()));
            phases.add(submit(runs, seconds, progress));
            if (runs.size() > 0) {
                phases.add(loop("read", progress, runs::read));
                phases.add(loop("list", progress, _ -> client.get("/api/v1/runs?limit=100")));
                if (streams > 0) phases.addAll(stream(client, runs, progress));
                if (!keep) phases.addAll(remove(runs, progress));
            }
        }
        print(phases);
        return exitCode(phases);
    }

    private static int exitCode(List<LoadPhase> phases) {
        boolean failed = phases.stream().anyMatch(phase -> !phase.failures().isEmpty());
        return (failed ? ExitCode.INTERNAL : ExitCode.DONE).number();
    }

    /// The same requests twice, of which the second time beside runs that mean harm.
    private List<LoadPhase> besideHostile(
            LoadClient client, LoadRuns runs, String bundle, String harm, Progress progress) {
        var phases = new ArrayList<LoadPhase>();
        phases.addAll(requests("", client, runs, progress));
        remove(runs, progress);
        var random = RandomGenerator.getDefault();
        var others = new LoadRuns(client, bundle, random.nextLong(1L << 40));
        try (var hostiles = new HostileRuns(client, harm, HOSTILE_AT_ONCE, random.nextLong(1L << 40))) {
            hostiles.begin();
            phases.addAll(requests(BESIDE, client, others, progress));
        }
        if (others.size() > 0) remove(others, progress);
        return phases;
    }

    private List<LoadPhase> requests(String beside, LoadClient client, LoadRuns runs, Progress progress) {
        var phases = new ArrayList<LoadPhase>();
        phases.add(submit(SUBMIT + beside, runs, seconds, progress));
        if (runs.size() == 0) return phases;
        phases.add(loop("read" + beside, progress, runs::read));
        phases.add(loop("list" + beside, progress, _ -> client.get("/api/v1/runs?limit=100")));
        return phases;
    }

    /// How many times as long 99 of 100 requests take beside hostile runs, by the name of the undisturbed phase.
    static Map<String, Double> disturbance(List<LoadPhase> phases) {
        var ratios = new LinkedHashMap<String, Double>();
        for (var phase : phases) {
            for (var disturbed : phases) {
                if (!disturbed.name().equals(phase.name() + BESIDE) || phase.millisAt(99) <= 0) continue;
                ratios.put(phase.name(), disturbed.millisAt(99) / phase.millisAt(99));
            }
        }
        return ratios;
    }

    private static void require(String option, int value, int least, int most) {
        if (value >= least && value <= most) return;
        throw CommandFailure.usage(option + " needs a number from " + least + " to " + most + ", not " + value);
    }

    private String uploaded(ServiceClient service, Path file) {
        var bundle = BundleSource.load(file);
        new RemoteRuns(service, terminal).upload(bundle);
        return bundle.identity();
    }

    private static LoadPhase alone(LoadRuns runs, int length, Progress progress) {
        return new ClosedLoop("result, one at a time", 1)
                .run(Duration.ofSeconds(length), ALL, runs::carryOut, done -> progress.show(-1, done + " carried out"));
    }

    private LoadPhase submit(LoadRuns runs, int length, Progress progress) {
        return submit(SUBMIT, runs, length, progress);
    }

    private LoadPhase submit(String name, LoadRuns runs, int length, Progress progress) {
        return new ClosedLoop(name, clients)
                .run(Duration.ofSeconds(length), ALL, runs::submit, done -> progress.show(-1, done + " submitted"));
    }

    private LoadPhase loop(String name, Progress progress, LongFunction<LoadClient.Answer> request) {
        var length = Duration.ofMillis(Math.max(1000, seconds * 250L));
        return new ClosedLoop(name, clients)
                .run(length, ALL, request, done -> progress.show(-1, done + " times: " + name));
    }

    private List<LoadPhase> stream(LoadClient client, LoadRuns runs, Progress progress) throws InterruptedException {
        // The latest are those that wait longest yet.
        var followed = runs.latest((streams + STREAMS_A_RUN - 1) / STREAMS_A_RUN);
        var open = new LoadStreams(client, streams);
        progress.show(-1, "opening " + streams + " streams");
        var phases = new ArrayList<LoadPhase>();
        phases.add(open.open(number -> followed.get(number % followed.size())));
        phases.add(loop("read beside streams", progress, runs::read));
        for (var run : followed) {
            open.ending(run);
            runs.cancel(run);
        }
        progress.show(-1, "waiting until all streams have heard of the end");
        phases.add(open.awaitEnds(PATIENCE));
        return phases;
    }

    private List<LoadPhase> remove(LoadRuns runs, Progress progress) {
        long all = runs.size();
        var canceled = new ClosedLoop("cancel", clients)
                .run(PATIENCE, all, runs::cancel, done -> progress.show((double) done / all, "canceled"));
        runs.awaitEnds(PATIENCE);
        var deleted = new ClosedLoop("delete", clients)
                .run(PATIENCE, all, runs::delete, done -> progress.show((double) done / all, "deleted"));
        return List.of(canceled, deleted);
    }

    private void print(List<LoadPhase> phases) {
        if (json.on) {
            terminal.out().println(Json.pretty(document(phases)));
            return;
        }
        var format = "%-22s %9s %9s %9s %9s %9s %6s %10s%n";
        terminal.out()
                .printf(
                        Locale.ROOT,
                        format,
                        "",
                        "answered",
                        "a second",
                        "p50 ms",
                        "p99 ms",
                        "most ms",
                        "host",
                        "generator");
        for (var phase : phases) {
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            format,
                            phase.name(),
                            phase.succeeded(),
                            decimal(phase.perSecond()),
                            decimal(phase.millisAt(50)),
                            decimal(phase.millisAt(99)),
                            decimal(phase.mostMillis()),
                            percent(phase.host()),
                            percent(phase.generator()));
        }
        for (var phase : phases) {
            phase.failures()
                    .forEach((code, times) -> terminal.out().println(phase.name() + ": " + times + " times " + code));
        }
        disturbance(phases)
                .forEach((name, ratio) -> terminal.out()
                        .println(name + ": p99 beside hostile runs is " + decimal(ratio)
                                + " times the undisturbed one"));
        terminal.out().println("what gives in first: " + saturated(phases));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private Map<String, Object> document(List<LoadPhase> phases) {
        var json = new LinkedHashMap<String, Object>();
        json.put("url", ServiceAccess.of(terminal).url().toString());
        json.put("clients", clients);
        json.put("streams", streams);
        json.put("phases", phases.stream().map(LoadPhase::json).toList());
        var disturbance = disturbance(phases);
        if (!disturbance.isEmpty()) json.put("besideHostile", disturbance);
        json.put("saturated", saturated(phases));
        return json;
    }

    /// Judged by the submissions alone, which are what the service is for.
    static String saturated(List<LoadPhase> phases) {
        var submit = phases.stream()
                .filter(phase -> phase.name().startsWith(SUBMIT))
                .findFirst()
                .orElseThrow();
        if (!submit.failures().isEmpty())
            return "what one user may have: " + submit.failures().firstKey();
        if (submit.host() >= BUSY) {
            return "the processors of this host, " + percent(submit.host()) + " busy, " + percent(submit.generator())
                    + " by the generator";
        }
        return "nothing on this host: its processors are " + percent(submit.host())
                + " busy; more clients may do more, or the service waits for its disk";
    }
}
