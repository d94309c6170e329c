package org.fugu.cli.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.argument.WholeNumber;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.machine.preset.NearestWord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// How fast this host simulates.
@Command(
        name = "perf",
        header = "How fast this host simulates, beside QEMU.",
        description = {
            "",
            "Measures guest instructions a second of host time. Ten programs of guest/perf run on one",
            "node, functionally and exactly, and under qemu-riscv64 where it is installed; their",
            "checksums are compared. Seven of guest/bench share memory or exchange messages, exactly,",
            "on 16 nodes, and fft, radix and barrier on 1,024. Each is warmed up and then run several",
            "times.",
            "",
            "On one thread the time is processor time of the thread that simulates and translates.",
            "What Java's compilers and collector take beside it is apart: 'processSeconds' of the",
            "JSON has all of it. QEMU's is processor time too, its translator included. On several",
            "threads the time is that of the clock. 'wallSeconds' is, always.",
            "",
            "Without arguments everything of the summary is measured, in a quarter of an hour at the",
            "most on a quiet host:",
            "  functionalToQemu, timingToQemu  speed to QEMU's, geometric mean over the ten programs",
            "  parallelMips16                  millions of instructions a second on 16 nodes, geometric",
            "                                  mean over the seven programs",
            "  nodeScaling1024to16             host time an instruction on 1,024 nodes to that on 16, mean",
            "                                  over fft, radix and barrier",
            "  nsRemoteMiss, nsNullMessage     host time of a clean remote miss and of a message without",
            "                                  operands, beyond the instructions",
            "  nsWindow                        host time of a window of 16 nodes in which nothing happens",
            "                                  between them",
            "and, in milliseconds, as medians:",
            "  coldRunMillis                   './fugu run' of a small program, from begin to end",
            "  warmPlanMillis                  where it ran before: from a bundle to a request",
            "  warmFirstInstructionMillis      and from there to the first instruction",
            "What depends on something that was not measured is left out.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu perf",
            "  ./fugu perf --full --json > speed.json",
            "  ./fugu perf lu alltoall --nodes 16,64",
            "  ./fugu perf sieve --engine translated,interpreted --check guest/perf/ratios.json",
            "",
            "Exit codes: 0 measured; 1 a program failed, its checksum is not QEMU's, or it is much slower",
            "than --check says; 2 wrong input.",
        })
public final class PerfCommand implements Callable<Integer> {
    private static final int MOST_THREADS = 64;

    /// And for what starting takes.
    private static final String START = "start";

    private static final int MOST_BYTES = 1 << 20;

    /// What stands for the single events among the programs' names.
    private static final String EVENTS = "events";

    private final Terminal terminal;

    @Parameters(
            paramLabel = "PROGRAM",
            arity = "0..*",
            description =
                    "Measure only these; 'events' are the single events, from nsRemoteMiss on, 'start' what starts take.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--full",
            description = "The ten programs interpreted too, and the seven on 1, 16, 64, 256 and 1,024 nodes, "
                    + "functionally too, on one and on two threads; takes some hours.")
    private boolean full;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            split = ",",
            description = "On how many nodes the seven programs run, instead.")
    private List<Integer> nodes = new ArrayList<>();

    @Option(
            names = "--engine",
            paramLabel = "E",
            split = ",",
            description = "interpreted, translated or both (translated; with --full both for the ten programs).")
    private List<PerfEngine> engines = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            split = ",",
            description = "On how many host threads the seven programs run, each (1; with --full 1,2).")
    private List<Integer> threads = new ArrayList<>();

    @Option(names = "--seconds", paramLabel = "S", description = "How long a run takes at the least (3).")
    private double seconds = 3;

    @Option(
            names = "--runs",
            paramLabel = "N",
            converter = Runs.class,
            description = "Of how many runs, at most 1000, the median is taken (3); of fewer where one takes long.")
    private int runs = 3;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Fail if a ratio to QEMU or to the interpreter is less than a fifth of that in FILE, "
                    + "which is of --json.")
    private @Nullable Path check;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Append a line of JSON to FILE, of what it comes to.")
    private @Nullable Path history;

    @Mixin
    private JsonOption json = new JsonOption();

    static final class Runs extends WholeNumber.UpTo {
        Runs() {
            super(1000);
        }
    }

    public PerfCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        check();
        var orders = new PerfOrders(full, wanted, nodes, engines, threads).all();
        var kept = check == null ? null : kept(check);
        if (history != null) NamedFile.requireWritable("the history", history);
        boolean withStart = wanted.isEmpty() || wanted.contains(START);
        boolean withCosts = wanted.isEmpty() || wanted.contains(EVENTS);
        var qemu = PerfQemu.find(terminal);
        if (qemu == null)
            terminal.err().println("qemu-riscv64 is not installed (Debian: qemu-user): nothing beside it");
        var meter = new PerfMeter(seconds, runs);
        var points = new ArrayList<PerfPoint>();
        PerfCosts costs;
        PerfStart start;
        try (var progress = new Progress(terminal, "perf")) {
            var runner = new PerfRunner(
                    terminal, progress, orders.size() + (withCosts ? PerfCosts.POINTS : 0) + (withStart ? 1 : 0));
            for (var order : orders) points.add(measured(order, runner, meter));
            costs = withCosts ? PerfCosts.of(runner, meter) : null;
            start = withStart ? PerfStart.of(runner, terminal) : null;
            if (qemu != null) compare(points, qemu, runner, meter);
        }
        var result = new PerfResult(points, costs, start);
        print(result);
        if (history != null) note(result, history);
        if (kept != null) requireLike(kept, points);
        return ExitCode.DONE.number();
    }

    private static JsonNode kept(Path file) {
        try {
            return Json.read(new String(NamedFile.read("the ratios", file, MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw NamedFile.unreadable("the ratios", file, e);
        } catch (JacksonException e) {
            throw CommandFailure.usage("--check needs a file of './fugu perf --json', and " + file + " is none");
        }
    }

    private static void note(PerfResult result, Path file) {
        var line = Json.compact(result.history(Instant.now())) + "\n";
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw NamedFile.unwritable("the history", file, e);
        }
    }

    private void requireLike(JsonNode kept, List<PerfPoint> points) {
        var ratios = PerfCheck.ratios(points);
        long shared = PerfCheck.shared(ratios, kept);
        if (shared == 0) throw CommandFailure.usage("--check: nothing that was measured is in " + check);
        var faults = PerfCheck.faults(ratios, kept);
        if (!faults.isEmpty())
            throw new CommandFailure(ExitCode.INTERNAL, "slower", String.join("; ", faults), List.of());
        terminal.err().println(shared + " ratios are within a factor of five of those in " + check);
    }

    private void check() {
        if (!(seconds > 0 && seconds <= 3600))
            throw CommandFailure.usage("--seconds needs more than 0 and at most 3600");
        for (int number : nodes) {
            if (number < 1 || number > PerfWorkload.MANY)
                throw CommandFailure.usage("--nodes needs numbers from 1 to " + PerfWorkload.MANY + ", not " + number);
        }
        for (int number : threads) {
            if (number < 1 || number > MOST_THREADS)
                throw CommandFailure.usage("--threads needs numbers from 1 to " + MOST_THREADS + ", not " + number);
        }
        var names = new ArrayList<>(
                PerfWorkload.all().stream().map(PerfWorkload::name).toList());
        names.add(EVENTS);
        names.add(START);
        for (var name : wanted) {
            if (!names.contains(name)) {
                throw CommandFailure.usage("there is no program '" + name + "'; there are: " + String.join(", ", names)
                        + NearestWord.hint(name, names));
            }
        }
    }

    private static PerfPoint measured(PerfOrder order, PerfRunner runner, PerfMeter meter) {
        runner.next();
        var samples = meter.measure(
                rounds -> runner.run(order, rounds), order.workload().mostRounds());
        return new PerfPoint(order, samples.getFirst().rounds(), samples, null);
    }

    /// Puts QEMU's speed beside the points of one node.
    private static void compare(List<PerfPoint> points, PerfQemu qemu, PerfRunner runner, PerfMeter meter) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("fugu-perf");
            var program = folder.resolve("program.elf");
            for (var workload : PerfWorkload.SINGLE) {
                var own = points.stream()
                        .filter(point -> point.workload().equals(workload))
                        .toList();
                if (own.isEmpty()) continue;
                Files.write(program, runner.bundle(workload.file()).image(workload.name()));
                if (!program.toFile().setExecutable(true)) throw new IOException("cannot make a program executable");
                double speed = qemuMips(own.getFirst(), program, qemu, runner, meter);
                points.replaceAll(point -> point.workload().equals(workload) ? point.besides(speed) : point);
            }
        } catch (IOException e) {
            throw CommandFailure.usage("the programs for QEMU cannot be written: " + NamedFile.reason(e));
        } finally {
            delete(folder);
        }
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) return;
        try {
            Files.deleteIfExists(folder.resolve("program.elf"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // A file too much in the folder for such files.
        }
    }

    /// Its rounds take as many instructions there as here: the program is the same and has no library OS.
    private static double qemuMips(PerfPoint point, Path program, PerfQemu qemu, PerfRunner runner, PerfMeter meter) {
        var workload = point.workload();
        runner.show(workload.name() + " under QEMU");
        requireSameChecksum(workload, program, qemu, runner);
        var known = point.samples().getFirst();
        double aRound = (double) known.instructions() / known.rounds();
        var samples = meter.measure(
                rounds -> new PerfSample(
                        rounds,
                        Math.round(aRound * rounds),
                        0,
                        0,
                        qemu.run(program, workload.arguments(1, rounds)).time()),
                workload.mostRounds());
        return PerfMeter.middle(samples).mips();
    }

    private static void requireSameChecksum(PerfWorkload workload, Path program, PerfQemu qemu, PerfRunner runner) {
        var arguments = workload.arguments(1, 3);
        var here = runner.console(workload.file(), arguments);
        var there = qemu.run(program, arguments).console();
        if (here.equals(there)) return;
        throw new CommandFailure(
                ExitCode.INTERNAL,
                "checksum-differs",
                workload.name() + " says '" + here.strip() + "' here and '" + there.strip() + "' under QEMU",
                List.of());
    }

    private void print(PerfResult result) {
        if (json.on) terminal.out().println(Json.pretty(result.document()));
        else result.print(terminal.out());
        terminal.out().flush();
    }
}
