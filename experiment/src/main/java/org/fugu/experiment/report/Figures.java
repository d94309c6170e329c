package org.fugu.experiment.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Thresholds;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.wire.JsonTree;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Figures in the forms of other services. Programs that did not end well have none.
public final class Figures {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> BMF_FIELDS = List.of("value", "lower_value", "upper_value");

    private Figures() {}

    /// Bencher Metric Format.
    public static String bmf(BenchmarkResults results) {
        var all = new LinkedHashMap<String, Object>();
        for (var measurement : results.measurements()) {
            if (!measurement.succeeded()) continue;
            var measures = new LinkedHashMap<String, Object>();
            measurement.measures().forEach((measure, value) -> measures.put(measure, Map.of("value", value)));
            all.put(measurement.name(), measures);
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(all).replace("\r\n", "\n") + "\n";
    }

    /// Reads figures that somebody else's benchmarks made, as results that are comparable with others of
    /// the kind. Only whole numbers can be compared exactly.
    ///
    /// @param name what the results go by
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static BenchmarkResults ofBmf(String name, byte[] document) {
        var measurements = new ArrayList<Measurement>();
        object(JsonTree.read(document), "it").forEach((benchmark, measures) -> {
            var values = new TreeMap<String, Long>();
            object(measures, "'" + benchmark + "'").forEach((measure, metric) -> {
                new MeasurePattern(measure);
                values.put(measure, value(benchmark + "/" + measure, metric));
            });
            measurements.add(new Measurement(
                    benchmark,
                    new Measurement.Setting("", List.of(), "elsewhere", "", 0, "", 0),
                    "elsewhere",
                    "exited",
                    0,
                    "",
                    "",
                    values,
                    new TreeMap<>(),
                    List.of(),
                    Thresholds.NONE));
        });
        return new BenchmarkResults(name, "0", "", null, new TreeMap<>(), measurements);
    }

    private static Map<String, JsonNode> object(JsonNode node, String what) {
        if (!node.isObject()) throw new IllegalArgumentException(what + " must be an object");
        var fields = new LinkedHashMap<String, JsonNode>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static long value(String where, JsonNode metric) {
        var fields = object(metric, "'" + where + "'");
        fields.forEach((field, number) -> {
            if (!BMF_FIELDS.contains(field)) {
                throw new IllegalArgumentException("'" + where + "/" + field + "' is no field of such a document");
            }
            if (!number.isNumber())
                throw new IllegalArgumentException("'" + where + "/" + field + "' must be a number");
        });
        var value = fields.get("value");
        if (value == null) throw new IllegalArgumentException("'" + where + "/value' is missing");
        try {
            return new BigDecimal(value.asString()).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + where + "/value' is " + value
                            + ", and only whole numbers of 64 bits can be compared exactly; give it in a smaller unit",
                    e);
        }
    }

    /// The JSON of github-action-benchmark's tools `customSmallerIsBetter` and `customBiggerIsBetter`.
    ///
    /// @param bigger the measures of which only a decrease is guarded; else all others
    public static String action(BenchmarkResults results, boolean bigger) {
        var all = new ArrayList<Map<String, Object>>();
        for (var measurement : results.measurements()) {
            if (!measurement.succeeded()) continue;
            measurement.measures().forEach((measure, value) -> {
                if (isBetterBigger(measurement, measure) != bigger) return;
                var entry = new LinkedHashMap<String, Object>();
                entry.put("name", measurement.name() + " / " + measure);
                entry.put("unit", unit(measurement.units().get(measure)));
                entry.put("value", value);
                entry.put("extra", "machine " + measurement.setting().machine() + " " + measurement.machineVersion());
                all.add(entry);
            });
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(all).replace("\r\n", "\n") + "\n";
    }

    private static boolean isBetterBigger(Measurement measurement, String measure) {
        var threshold = measurement.thresholds().of(measure);
        return threshold != null && threshold.decrease() != null && threshold.increase() == null;
    }

    private static String unit(@Nullable String unit) {
        return unit == null ? "count" : unit;
    }
}
