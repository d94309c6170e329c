package org.fugu.experiment.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.PathTable;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.preset.Preset;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The rows that come with the product, read from `rows.yaml` and `published.yaml`.
///
/// @param planned targets that have no rows yet, each with what is missing
/// @param published every published figure
/// @param sensitivity what was recorded of the rows under other figures
public record Rows(
        List<Row> rows, List<Planned> planned, Collection<PublishedFigure> published, Sensitivity sensitivity) {
    /// A target that is not compared yet.
    public record Planned(int target, String title, String needs) {}

    public static Rows load() {
        var figures = figures();
        var root = (Map<?, ?>) yaml("rows.yaml");
        var rows = new ArrayList<Row>();
        for (var each : list(root, "rows")) rows.add(row((Map<?, ?>) each, figures));
        var planned = new ArrayList<Planned>();
        for (var each : list(root, "planned")) {
            var map = (Map<?, ?>) each;
            planned.add(new Planned(number(map, "target"), text(map, "title"), text(map, "needs")));
        }
        var read = new Rows(rows, planned, figures.values(), Sensitivity.parse((Map<?, ?>) yaml("sensitivity.yaml")));
        return new Rows(rows.stream().map(read::withKind).toList(), planned, read.published(), read.sensitivity());
    }

    public Rows {
        rows = List.copyOf(rows);
        planned = List.copyOf(planned);
        published = List.copyOf(published);
    }

    private Row withKind(Row row) {
        return row.with(Kinds.of(
                row,
                sight(row),
                sensitivity.of(row).moving(),
                sensitivity.of(row).here()));
    }

    /// The changes of figures that move a row, as recorded.
    public Collection<Perturbation> restsOn(Row row) {
        return sensitivity.of(row).moving();
    }

    SortedSet<String> sight(Row row) {
        return Kinds.sight(row, rows, published);
    }

    @Nullable
    Long inputCycles(Row row) {
        var figures = sensitivity.inputCycles(row, sight(row));
        return figures == null ? null : (Long) (figures + row.charged());
    }

    /// Every published figure, in the order of the file.
    public static SequencedMap<String, PublishedFigure> figures() {
        var figures = new LinkedHashMap<String, PublishedFigure>();
        var listed = (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) yaml("published.yaml")).get("figures"));
        listed.forEach((key, value) -> {
            var map = (Map<?, ?>) value;
            var name = String.valueOf(key);
            figures.put(
                    name,
                    new PublishedFigure(
                            name,
                            ((Number) Objects.requireNonNull(map.get("value"), name)).doubleValue(),
                            text(map, "unit"),
                            text(map, "condition"),
                            text(map, "source"),
                            text(map, "confidence"),
                            map.containsKey("restates") ? texts(map, "restates") : List.of()));
        });
        return figures;
    }

    private static Row row(Map<?, ?> map, Map<String, PublishedFigure> figures) {
        var used = list(map, "figures").stream()
                .map(key -> Objects.requireNonNull(figures.get(String.valueOf(key)), () -> "no figure " + key))
                .toList();
        var measured = list(map, "measured").stream()
                .map(each -> measurement((Map<?, ?>) each))
                .toList();
        return new Row(
                number(map, "target"),
                text(map, "name"),
                text(map, "title"),
                text(map, "machine"),
                Row.Check.valueOf(text(map, "check").toUpperCase(Locale.ROOT)),
                number(map, "tolerance"),
                Row.Kind.EMERGENT,
                used,
                measured,
                map.containsKey("paths") ? texts(map, "paths") : List.of(),
                charged(map.get("charged"), measured.getFirst().kernel(), text(map, "machine")),
                map.containsKey("vary") ? variations(list(map, "vary")) : List.of(),
                map.containsKey("assumed") ? texts(map, "assumed") : null,
                beside(map.get("beside")));
    }

    /// What kernel paths are charged, each with so many units of work; of a row that is a mean, what all that it is the
    /// mean of are.
    private static long charged(@Nullable Object value, KernelModel kernel, String machine) {
        double cycles = 0;
        if (!(value instanceof Map<?, ?> named)) return 0;
        var paths = PathTable.of(kernel, Preset.named(machine).intValue("memory.local_miss"));
        for (var path : KernelPath.values()) {
            int each = path.instructions(1) - path.instructions();
            cycles += charged(paths.of(path), each, named.get(path.wireName()));
        }
        for (var call : SystemCall.values()) {
            cycles += charged(paths.of(call), paths.units(call), named.get(call.wireName()));
        }
        return Math.round(cycles);
    }

    /// @param units of work; of a path that has none, how often; in a list with what it is the mean of
    private static double charged(int cycles, int each, @Nullable Object units) {
        return switch (units) {
            case null -> 0;
            case List<?> mean -> charged(cycles, each, mean.getFirst()) / ((Number) mean.getLast()).doubleValue();
            case Number many when each == 0 -> cycles * (many.intValue() == 0 ? 1 : many.doubleValue());
            case Number many -> cycles + each * many.doubleValue();
            default -> throw new IllegalArgumentException("no units of work: " + units);
        };
    }

    private static Row.@Nullable Beside beside(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? new Row.Beside(text(map, "title"), measurement(map)) : null;
    }

    private static List<Variation> variations(List<?> list) {
        return list.stream()
                .map(each -> (Map<?, ?>) each)
                .map(map -> new Variation(
                        text(map, "what"),
                        text(map, "value"),
                        map.containsKey("append") ? texts(map, "append") : List.of(),
                        map.get("machine") instanceof String machine ? machine : null))
                .toList();
    }

    /// Figures to set: to a number, or to what another machine has.
    private static SortedMap<String, Long> set(@Nullable Object value) {
        var set = new TreeMap<String, Long>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, to) -> {
                var figure = String.valueOf(key);
                set.put(figure, to instanceof Number number ? number.longValue() : valueOf(String.valueOf(to), figure));
            });
        }
        return set;
    }

    private static long valueOf(String machine, String figure) {
        return Preset.named(machine).value(figure);
    }

    private static SortedMap<String, String> borrowed(@Nullable Object value) {
        var borrowed = new TreeMap<String, String>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((figure, to) -> {
                if (to instanceof String machine) borrowed.put(String.valueOf(figure), machine);
            });
        }
        return borrowed;
    }

    private static MeasuredFigure measurement(Map<?, ?> map) {
        var args = map.containsKey("args") ? texts(map, "args") : List.<String>of();
        boolean series = map.containsKey("first");
        var source = Arrays.stream(MeasuredFigure.Source.values())
                .filter(each -> map.containsKey(key(each)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing is measured: " + map));
        return new MeasuredFigure(
                text(map, "program"),
                map.get("machine") instanceof String machine ? machine : null,
                text(map, "mesh"),
                args,
                set(map.get("set")),
                borrowed(map.get("set")),
                source,
                text(map, key(source)),
                map.containsKey("divisor") ? number(map, "divisor") : 1,
                series ? number(map, "first") : 0,
                series ? number(map, "last") : 0,
                inTurns(map.get("turns")),
                structure(map));
    }

    private static Structure structure(Map<?, ?> map) {
        var kernel = map.containsKey("kernel") ? KernelModel.named(text(map, "kernel")) : KernelModel.AEGIS;
        var pageTable =
                map.containsKey("page_table") ? PageTableChoice.named(text(map, "page_table")) : PageTableChoice.LINKED;
        return Structure.of(kernel).with(pageTable);
    }

    private static String key(MeasuredFigure.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable InTurns inTurns(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) return null;
        return new InTurns(
                text(map, "with"),
                map.containsKey("args") ? texts(map, "args") : List.of(),
                map.containsKey("cycles") ? (Long) (long) number(map, "cycles") : null,
                new Turns(number(map, "quantum"), number(map, "skew")));
    }

    private static Object yaml(String name) {
        try (InputStream file = Objects.requireNonNull(Rows.class.getResourceAsStream(name), name)) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            var settings = LoadSettings.builder().setLabel(name).build();
            return Objects.requireNonNull(new Load(settings).loadFromString(text), name);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return (List<?>) Objects.requireNonNull(map.get(key), key);
    }

    private static List<String> texts(Map<?, ?> map, String key) {
        return list(map, key).stream().map(String::valueOf).toList();
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(Objects.requireNonNull(map.get(key), key));
    }

    private static int number(Map<?, ?> map, String key) {
        return ((Number) Objects.requireNonNull(map.get(key), key)).intValue();
    }
}
