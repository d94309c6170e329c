package org.fugu.bundle.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The rows that come with the product, read from `rows.yaml` and `published.yaml`.
///
/// @param planned targets that cannot be compared yet, each with what is missing
public record Rows(List<Row> rows, List<Planned> planned) {
    /// A target whose mechanism is not built.
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
        return new Rows(List.copyOf(rows), List.copyOf(planned));
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
                            text(map, "confidence")));
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
                Row.Kind.valueOf(text(map, "kind").toUpperCase(Locale.ROOT)),
                used,
                measured,
                counts(map.get("inputs")),
                map.containsKey("rests")
                        ? list(map, "rests").stream().map(String::valueOf).toList()
                        : List.of(),
                beside(map.get("beside")));
    }

    private static Row.@Nullable Beside beside(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? new Row.Beside(text(map, "title"), measurement(map)) : null;
    }

    private static SortedMap<String, Long> counts(@Nullable Object value) {
        var inputs = new TreeMap<String, Long>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((figure, times) -> inputs.put(String.valueOf(figure), ((Number) times).longValue()));
        }
        return inputs;
    }

    private static Measurement measurement(Map<?, ?> map) {
        var args = map.containsKey("args")
                ? list(map, "args").stream().map(String::valueOf).toList()
                : List.<String>of();
        boolean series = map.containsKey("first");
        boolean counter = map.containsKey("counter");
        return new Measurement(
                text(map, "program"),
                map.get("machine") instanceof String machine ? machine : null,
                text(map, "mesh"),
                args,
                counts(map.get("set")),
                counter ? Measurement.Source.COUNTER : Measurement.Source.METRIC,
                text(map, counter ? "counter" : "metric"),
                map.containsKey("divisor") ? number(map, "divisor") : 1,
                series ? number(map, "first") : 0,
                series ? number(map, "last") : 0);
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

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(Objects.requireNonNull(map.get(key), key));
    }

    private static int number(Map<?, ?> map, String key) {
        return ((Number) Objects.requireNonNull(map.get(key), key)).intValue();
    }
}
