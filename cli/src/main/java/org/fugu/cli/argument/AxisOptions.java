package org.fugu.cli.argument;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.experiment.runset.Axes;
import org.fugu.machine.preset.NearestWord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `--vary`, wherever many runs are made of one.
public final class AxisOptions {
    private static final List<String> NAMES =
            List.of("placement", "page-table", "nodes", "machine", "args", "seed", "FIGURE");

    @Option(
            names = "--vary",
            paramLabel = "AXIS=V,V",
            description = {
                "An axis and the values on it. May be repeated; there is a run for each combination. Axes are"
                        + " placement, page-table, nodes, machine, seed, args (words of one value stand in blanks:"
                        + " 'args=8 2,16 2'), and each figure of the machine by its name, as in network.hop=20,40.",
            })
    private List<String> vary = new ArrayList<>();

    /// Whether there are any.
    public boolean isOn() {
        return !vary.isEmpty();
    }

    /// What was said.
    ///
    /// @throws CommandFailure if it makes no set
    public Axes read() {
        var rest = axes();
        var placements = values(rest.remove("placement"), known(LibraryPlacement::named));
        var pageTables = values(rest.remove("page-table"), known(PageTableChoice::named));
        var nodes = values(rest.remove("nodes"), text -> (int) whole("nodes", text, Integer.MAX_VALUE));
        var seeds = values(rest.remove("seed"), text -> whole("seed", text, Long.MAX_VALUE));
        var machines = values(rest.remove("machine"), Function.identity());
        var arguments = values(rest.remove("args"), AxisOptions::words);
        try {
            return new Axes(machines, nodes, arguments, figures(rest), seeds, pageTables, placements);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage() + (isOn() ? "" : ": say --vary AXIS=V,V"));
        }
    }

    /// The text behind each axis.
    private SequencedMap<String, String> axes() {
        var axes = new LinkedHashMap<String, String>();
        for (var each : vary) {
            int mark = each.indexOf('=');
            if (mark < 1)
                throw CommandFailure.usage("--vary " + each + ": say an axis and its values, as in nodes=1,2,4");
            if (axes.put(each.substring(0, mark), each.substring(mark + 1)) != null) {
                throw CommandFailure.usage(
                        "--vary " + each.substring(0, mark) + " is there twice; list all of its values");
            }
        }
        return axes;
    }

    private static <T> List<T> values(@Nullable String text, Function<String, T> read) {
        if (text == null) return List.of();
        var values = new ArrayList<T>();
        for (var each : text.split(",", -1)) values.add(read.apply(each.strip()));
        return values;
    }

    private static Function<String, String> known(Consumer<String> named) {
        return name -> {
            try {
                named.accept(name);
                return name;
            } catch (IllegalArgumentException e) {
                throw CommandFailure.usage(String.valueOf(e.getMessage()));
            }
        };
    }

    private static long whole(String axis, String text, long most) {
        try {
            long value = Long.parseLong(text);
            if (value <= most) return value;
        } catch (NumberFormatException _) {
            // Said below, as of one that is too large.
        }
        throw CommandFailure.usage("--vary " + axis + ": '" + text + "' is no whole number that fits");
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    /// Each figure is an axis of its own: all their combinations.
    private static List<SortedMap<String, Long>> figures(Map<String, String> axes) {
        var all = List.<SortedMap<String, Long>>of();
        for (var axis : axes.entrySet()) {
            var name = axis.getKey();
            if (name.indexOf('.') < 0) {
                throw CommandFailure.usage("--vary " + name + ": there is no such axis; there are "
                        + String.join(", ", NAMES) + NearestWord.hint(name, NAMES));
            }
            var settings = values(axis.getValue(), text -> setting(name, text));
            var before = all.isEmpty() ? List.of(Collections.<String, Long>emptySortedMap()) : all;
            var combined = new ArrayList<SortedMap<String, Long>>();
            for (var changes : before) {
                for (var value : settings) {
                    var more = new TreeMap<>(changes);
                    more.put(name, value);
                    combined.add(more);
                }
            }
            if (combined.size() > Axes.MOST_MEMBERS) {
                throw CommandFailure.usage("the figures to vary make " + combined.size()
                        + " combinations; a run-set has " + Axes.MOST_MEMBERS + " runs at the most");
            }
            all = combined;
        }
        return all;
    }

    private static long setting(String name, String text) {
        try {
            var setting = new FigureSetting.Converter().convert(text);
            RunChoices.checkUnit(name, setting).ifPresent(wrong -> {
                throw CommandFailure.usage("--vary " + wrong);
            });
            return setting.value();
        } catch (TypeConversionException e) {
            throw CommandFailure.usage("--vary " + name + ": " + e.getMessage());
        }
    }
}
