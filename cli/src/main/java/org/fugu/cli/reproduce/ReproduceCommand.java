package org.fugu.cli.reproduce;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fugu.bundle.Bundle;
import org.fugu.cli.argument.BundleSource;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Progress;
import org.fugu.cli.terminal.Terminal;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.reproduce.Calibration;
import org.fugu.experiment.reproduce.PublishedFigure;
import org.fugu.experiment.reproduce.Reproduction;
import org.fugu.experiment.reproduce.Row;
import org.fugu.experiment.reproduce.RowResult;
import org.fugu.experiment.reproduce.Rows;
import org.fugu.experiment.reproduce.Sensitivity;
import org.fugu.experiment.reproduce.SensitivityStudy;
import org.fugu.experiment.reproduce.Shares;
import org.fugu.machine.preset.NearestWord;
import org.fugu.machine.preset.Preset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Compares published results with this machine's.
@Command(
        name = "reproduce",
        header = "The published results beside this machine's.",
        description = {
            "",
            "Runs programs of guest/bench and compares what they measure with the literature. ROW is a",
            "row's name or the number of a target; without one, all rows are compared. A row is calibrated",
            "(figures of the machine were fitted to it), input (it is such a figure) or emergent (none of",
            "the figures that it rests on was chosen with it in sight). The check 'shape' compares which",
            "side wins and nothing else.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  ./fugu reproduce",
            "  ./fugu reproduce 12",
            "  ./fugu reproduce worker-set-step barrier --json",
            "  ./fugu reproduce 3 27 28 --sensitivity",
            "  ./fugu reproduce --shares now-atm-am",
            "",
            "Exit codes: 0 every row is within its tolerance; 3 one is not; 2 there is no such row.",
        })
public final class ReproduceCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ROW", arity = "0..*", description = "Names of rows, or numbers of targets.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "Also write the record of calibration, for all rows.")
    private @Nullable Path record;

    @Option(
            names = "--record-sensitivity",
            paramLabel = "FILE",
            description = {
                "Instead of comparing: measure what the rows come to under other figures and",
                "constants, which takes a while, and write the record of all rows to FILE."
            })
    private @Nullable Path recordSensitivity;

    @Option(names = "--figures", description = "Also show the machine's figures that each row rests on.")
    private boolean figures;

    @Option(
            names = "--sensitivity",
            description = "Also show between what each prediction lies, as recorded, for what is assumed.")
    private boolean sensitivity;

    @Option(
            names = "--shares",
            paramLabel = "MACHINE",
            description = "Instead of rows: how much of a null request and reply each cause of latency is.")
    private @Nullable String shares;

    @Mixin
    private JsonOption json = new JsonOption();

    public ReproduceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (shares != null) return showShares(shares);
        var rows = Rows.load();
        var chosen = chosen(rows);
        if (record != null && chosen.size() < rows.rows().size()) {
            throw CommandFailure.usage("--record needs all rows; leave the names of rows out");
        }
        requireWritable(record);
        requireWritable(recordSensitivity);
        if (recordSensitivity != null) return study(rows, chosen, recordSensitivity);
        var results = new ArrayList<RowResult>();
        try (var progress = new Progress(terminal, "reproduce")) {
            var reproduction = new Reproduction(this::program, title -> observer(progress, title));
            for (var row : chosen) results.add(reproduction.of(row, rows));
        }
        if (record != null) write(record, Calibration.record(results));
        if (json.on) terminal.out().println(Json.pretty(document(results, rows)));
        else print(results, rows);
        terminal.out().flush();
        boolean good = results.stream().allMatch(RowResult::isWithinTolerance);
        return (good ? ExitCode.DONE : ExitCode.REGRESSION).number();
    }

    private static void requireWritable(@Nullable Path file) {
        if (file != null) NamedFile.requireWritable("the record", file);
    }

    private int study(Rows rows, List<Row> chosen, Path file) {
        try (var progress = new Progress(terminal, "reproduce")) {
            var study = new SensitivityStudy(rows, this::program, what -> {
                synchronized (progress) {
                    progress.show(-1, what);
                }
            });
            write(file, study.of(chosen).text());
        }
        return ExitCode.DONE.number();
    }

    private int showShares(String machine) {
        if (record != null || recordSensitivity != null || figures || sensitivity || !wanted.isEmpty()) {
            throw CommandFailure.usage("--shares stands alone: leave rows, --figures, --sensitivity and records out");
        }
        if (!Preset.names().contains(machine)) {
            throw CommandFailure.usage("there is no machine '" + machine
                    + "', and ./fugu machines lists those there are" + NearestWord.hint(machine, Preset.names()));
        }
        Shares result;
        try (var progress = new Progress(terminal, "reproduce")) {
            result = Shares.of(machine, new Reproduction(this::program, title -> observer(progress, title)));
        }
        if (json.on) terminal.out().println(Json.pretty(result));
        else print(result);
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private void print(Shares result) {
        var out = terminal.out();
        out.printf(
                Locale.ROOT,
                "A null request and its reply on %s: %.2f us. Without one cause at a time:%n%n",
                result.machine(),
                result.nanoseconds() / 1000);
        out.printf("%-58s %10s %8s   %s%n", "cause", "us less", "share", "set");
        for (var share : result.causes()) {
            out.printf(
                    Locale.ROOT,
                    "%-58s %10.2f %7.1f%%   %s%n",
                    share.cause(),
                    share.nanoseconds() / 1000,
                    100 * share.nanoseconds() / result.nanoseconds(),
                    share.set());
        }
        out.printf(
                Locale.ROOT,
                "%-58s %10.2f %7.1f%%%n",
                "all of them at once",
                (result.nanoseconds() - result.withoutAny()) / 1000,
                100 * (1 - result.withoutAny() / result.nanoseconds()));
    }

    private Bundle program(String name) {
        return BundleSource.load(terminal.prebuilt("bench/" + name + ".zip"));
    }

    private static RunObserver observer(Progress progress, String title) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                progress.show(-1, String.format(Locale.ROOT, "%s, cycle %,d", title, cycle));
            }
        };
    }

    private List<Row> chosen(Rows rows) {
        if (wanted.isEmpty()) return rows.rows();
        var names = new TreeSet<String>();
        for (var row : rows.rows()) {
            names.add(row.name());
            names.add(Integer.toString(row.target()));
        }
        for (var name : wanted) {
            if (names.contains(name)) continue;
            for (var planned : rows.planned()) {
                if (!name.equals(Integer.toString(planned.target()))) continue;
                throw CommandFailure.notBuilt(
                        "target " + name + " (" + planned.title() + "), which needs " + planned.needs() + ",");
            }
            throw CommandFailure.usage("there is no row '" + name + "', and ./fugu reproduce without names shows all"
                    + NearestWord.hint(name, names));
        }
        return rows.rows().stream()
                .filter(row -> wanted.contains(row.name()) || wanted.contains(Integer.toString(row.target())))
                .toList();
    }

    private static void write(Path file, String text) {
        NamedFile.write("the record", file, text.getBytes(StandardCharsets.UTF_8));
    }

    private void print(List<RowResult> results, Rows rows) {
        var out = terminal.out();
        out.printf(
                "%-4s %-24s %-60s %10s %10s %8s %6s  %-10s %s%n",
                "", "row", "", "published", "simulated", "error", "limit", "kind", "");
        for (var result : results) {
            var row = result.row();
            out.printf(
                    Locale.ROOT,
                    "%-4d %-24s %-60s %10s %10s %8s %5.0f%%  %-10s %s%n",
                    row.target(),
                    row.name(),
                    row.title(),
                    published(row),
                    simulated(result),
                    error(result),
                    row.tolerance(),
                    word(row.kind()),
                    verdict(result));
            printCharged(result);
            printBeside(result);
            if (figures) out.printf("%-4s %-24s   rests on %s%n", "", "", rests(row, rows));
            if (sensitivity || row.check() == Row.Check.SHAPE) printRanges(row, rows);
        }
        out.println();
        printSum(results);
        out.println("Figures are recalled from the literature unless docs/reproduce.md says they were read.");
        if (wanted.isEmpty()) {
            for (var planned : rows.planned()) {
                out.printf(
                        "No rows yet: target %d, %s; it needs %s.%n",
                        planned.target(), planned.title(), planned.needs());
            }
        }
    }

    private static String verdict(RowResult result) {
        if (!result.isWithinTolerance()) return "OUTSIDE";
        return result.row().check() == Row.Check.SHOWN ? "shown" : "ok";
    }

    /// How much of it the kernel was charged.
    private void printCharged(RowResult result) {
        var row = result.row();
        long charged = row.charged();
        if (charged == 0) return;
        var kernel = row.measured().getFirst().kernel();
        var paths = kernel == KernelModel.AEGIS
                ? ""
                : ": paths of " + kernel.wireName() + "'s kernel, of which only the costs are known";
        var emergent = result.emergentCycles();
        var rest = emergent == null ? "" : ", " + emergent + " emergent";
        terminal.out().printf("%-4s %-24s   %d cycles of it charged%s%s%n", "", "", charged, rest, paths);
    }

    private void printSum(List<RowResult> results) {
        long emergent = reproduced(results, Row.Kind.EMERGENT);
        long calibrated = reproduced(results, Row.Kind.CALIBRATED);
        long put = results.stream()
                .filter(result -> result.row().kind() == Row.Kind.INPUT)
                .count();
        terminal.out()
                .printf(
                        "Of %d rows %d are reproduced: %d emergent, %d calibrated. %d are input, which reproduces nothing.%n",
                        results.size(), emergent + calibrated, emergent, calibrated, put);
    }

    private static long reproduced(List<RowResult> results, Row.Kind kind) {
        return results.stream()
                .filter(result -> result.isReproduced() && result.row().kind() == kind)
                .count();
    }

    /// Between what a prediction lies, over what is assumed.
    private void printRanges(Row row, Rows rows) {
        var ranges = rows.sensitivity().ranges(row);
        var out = terminal.out();
        if (row.check() == Row.Check.SHAPE && !sensitivity) {
            if (ranges.isEmpty()) return;
            var widest = ranges.getFirst();
            out.printf(
                    "%-4s %-24s   shape: only which side wins is compared; %s to %s over %s (--sensitivity shows all)%n",
                    "", "", figure(row, widest.least()), figure(row, widest.most()), widest.what());
            return;
        }
        for (var range : ranges) {
            out.printf(
                    "%-4s %-24s   %s to %s over %s: %s%n",
                    "",
                    "",
                    figure(row, range.least()),
                    figure(row, range.most()),
                    range.what(),
                    String.join(", ", range.values()));
        }
    }

    private void printBeside(RowResult result) {
        var beside = result.row().beside();
        if (beside == null) return;
        long least = Collections.min(result.beside().values());
        long most = Collections.max(result.beside().values());
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%-4s %-24s %-60s %10s %10s%n",
                        "",
                        "",
                        "  beside it, " + beside.title(),
                        "",
                        least == most ? Long.toString(least) : least + "–" + most);
    }

    private static String published(Row row) {
        return switch (row.check()) {
            case RANGE -> "up to " + figure(row, row.published());
            case SHAPE -> (row.isFraction() ? "" : "up to ") + figure(row, row.published());
            case LEAST -> "from " + figure(row, row.published());
            case RISING -> "to " + figure(row, row.figures().getFirst().value()) + "–" + figure(row, row.published());
            case BAND -> figure(row, row.figures().getFirst().value()) + "–" + figure(row, row.published());
            case SHOWN -> row.figures().isEmpty() ? "" : figure(row, row.published());
            case ORDER ->
                join(row, row.figures().stream().map(PublishedFigure::value).toList());
            case VALUE, RATIO, STEP, EACH -> figure(row, row.published());
        };
    }

    private static String simulated(RowResult result) {
        return switch (result.row().check()) {
            case ORDER, RISING -> join(result.row(), result.values());
            case VALUE, RATIO, STEP, EACH, RANGE, SHAPE, LEAST, BAND, SHOWN -> figure(result.row(), result.simulated());
        };
    }

    private static String join(Row row, List<Double> values) {
        return values.stream().map(value -> figure(row, value)).collect(Collectors.joining(", "));
    }

    /// Where only bounds or an order were published, no error can be given.
    private static String error(RowResult result) {
        return hasError(result.row()) ? String.format(Locale.ROOT, "%+.1f%%", 100 * result.error()) : "";
    }

    private static boolean hasError(Row row) {
        return switch (row.check()) {
            case VALUE, RATIO, STEP, EACH -> true;
            case SHOWN -> !row.figures().isEmpty();
            case RANGE, SHAPE, ORDER, RISING, LEAST, BAND -> false;
        };
    }

    private static String figure(Row row, double value) {
        return row.isFraction() ? String.format(Locale.ROOT, "%.2f", value) : Long.toString(Math.round(value));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> document(List<RowResult> results, Rows rows) {
        return Map.of(
                "rows", results.stream().map(result -> document(result, rows)).toList(), "withoutRows", rows.planned());
    }

    private static Map<String, Object> document(RowResult result, Rows rows) {
        var row = result.row();
        var document = new LinkedHashMap<String, Object>();
        document.put("target", row.target());
        document.put("name", row.name());
        document.put("title", row.title());
        document.put("machine", row.machine());
        document.put("check", word(row.check()));
        document.put("published", publishedDocument(row));
        document.put("simulated", result.values().size() > 1 ? result.values() : number(row, result.simulated()));
        document.put("unit", row.unit());
        document.put("error", hasError(row) ? (Double) result.error() : null);
        document.put("tolerance", row.tolerance() / 100);
        document.put("confidence", row.confidence());
        document.put("kind", word(row.kind()));
        document.put("inputCycles", result.inputCycles());
        document.put("emergentCycles", result.emergentCycles());
        document.put("cyclesMissing", result.cyclesMissing());
        document.put("rests", rests(row, rows));
        document.put(
                "sensitivity",
                rows.sensitivity().ranges(row).stream()
                        .map(range -> document(row, range))
                        .toList());
        document.put("ok", result.isWithinTolerance());
        document.put("reproduced", result.isReproduced());
        document.put("chargedCycles", row.charged());
        document.put(
                "kernels",
                row.measured().stream().map(each -> each.kernel().wireName()).toList());
        if (row.beside() != null) {
            document.put("beside", Map.of("title", row.beside().title(), "values", result.beside()));
        }
        document.put(
                "sources",
                row.figures().stream()
                        .map(figure -> figure.source() + ": " + figure.condition())
                        .toList());
        return document;
    }

    private static Map<String, Object> document(Row row, Sensitivity.Range range) {
        var document = new LinkedHashMap<String, Object>();
        document.put("what", range.what());
        document.put("values", range.values());
        document.put("least", number(row, range.least()));
        document.put("most", number(row, range.most()));
        return document;
    }

    /// The figures that move the row, as they are: of its own machine by name, of others with their machine.
    private static Map<String, Long> rests(Row row, Rows rows) {
        var rests = new LinkedHashMap<String, Long>();
        for (var each : rows.restsOn(row)) {
            var name = each.machine().equals(row.machine()) ? each.figure() : each.machine() + " " + each.figure();
            rests.put(name, Preset.named(each.machine()).value(each.figure()));
        }
        return rests;
    }

    private static @Nullable Object publishedDocument(Row row) {
        return switch (row.check()) {
            case RANGE -> List.of(0, row.published());
            case SHOWN -> row.figures().isEmpty() ? null : number(row, row.published());
            case LEAST, SHAPE -> number(row, row.published());
            case ORDER, RISING, BAND ->
                row.figures().stream().map(PublishedFigure::value).toList();
            case VALUE, RATIO, STEP, EACH -> number(row, row.published());
        };
    }

    private static Number number(Row row, double value) {
        return row.isFraction() ? (Number) value : Math.round(value);
    }
}
