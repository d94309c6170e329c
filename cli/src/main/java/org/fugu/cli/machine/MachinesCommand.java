package org.fugu.cli.machine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.JsonOption;
import org.fugu.cli.terminal.Terminal;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Lists the machines, or the figures of one.
@Command(
        name = "machines",
        header = "List the machines, or every figure of one with its unit, kind and source.",
        description = {
            "",
            "A figure is published, derived from published ones, or assumed. Any of them can be changed",
            "for a run with --set.",
            "",
        },
        footer = {"", "Examples:", "  ./fugu machines", "  ./fugu machines alewife"})
public final class MachinesCommand implements Callable<Integer> {
    private final Terminal terminal;

    private static final int WIDEST = 30;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MACHINE", description = "Show the figures of this one.")
    private @Nullable String machine;

    @Mixin
    private JsonOption json = new JsonOption();

    public MachinesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var presets =
                machine == null ? Preset.names().stream().map(Preset::named).toList() : List.of(named(machine));
        if (json.on)
            terminal.out()
                    .println(Json.pretty(Map.of(
                            "machines", presets.stream().map(this::document).toList())));
        else if (machine == null) list(presets);
        else print(presets.getFirst());
        terminal.out().flush();
        return ExitCode.DONE.number();
    }

    private static Preset named(String name) {
        try {
            return Preset.named(name);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private void list(List<Preset> presets) {
        int width = width(presets.stream().map(Preset::name));
        for (var preset : presets) {
            terminal.out().printf("%-" + width + "s  %s%n", preset.name(), preset.title());
        }
    }

    private void print(Preset preset) {
        terminal.out().println(preset.title());
        var figures = preset.figures();
        var line = String.format(
                Locale.ROOT,
                "  %%-%ds  %%%ds %%-%ds  %%-%ds  %%-9s  %%s%%n",
                width(figures.stream().map(Figure::name)),
                width(figures.stream().map(figure -> Long.toString(figure.value()))),
                width(figures.stream().map(MachinesCommand::unit)),
                width(figures.stream().map(MachinesCommand::range)));
        for (var figure : figures) {
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            line,
                            figure.name(),
                            figure.value(),
                            unit(figure),
                            range(figure),
                            kind(figure),
                            figure.source());
        }
    }

    /// Of a column, in characters. What is longer than most of it stands out.
    private static int width(Stream<String> texts) {
        return Math.min(WIDEST, texts.mapToInt(String::length).max().orElse(1));
    }

    /// Of a choice, which begins with a number too, in brackets.
    private static String unit(Figure figure) {
        return Character.isDigit(figure.unit().charAt(0)) ? "(" + figure.unit() + ")" : figure.unit();
    }

    /// What `--set` may choose from.
    private static String range(Figure figure) {
        return figure.least() + "–" + figure.most();
    }

    private static String kind(Figure figure) {
        return figure.kind().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> document(Preset preset) {
        var document = new LinkedHashMap<String, Object>();
        document.put("name", preset.name());
        document.put("title", preset.title());
        document.put("hash", preset.hash());
        document.put(
                "figures",
                preset.figures().stream().map(MachinesCommand::document).toList());
        return document;
    }

    private static Map<String, Object> document(Figure figure) {
        var document = new LinkedHashMap<String, Object>();
        document.put("name", figure.name());
        document.put("value", figure.value());
        document.put("unit", figure.unit());
        document.put("least", figure.least());
        document.put("most", figure.most());
        document.put("kind", kind(figure));
        document.put("source", figure.source());
        document.put("takenFrom", figure.takenFrom());
        document.put("chosenWith", figure.chosenWith());
        var between = figure.between();
        document.put("between", between == null ? null : List.of(between.low(), between.high()));
        return document;
    }
}
