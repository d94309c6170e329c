package org.fugu.experiment.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.Threshold;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON form of [BenchmarkResults], described in `docs/benchmarks.md`.
public final class ResultsFile {
    private static final int FORMAT = 1;
    private static final String FORMAT_FIELD = "fuguBenchmarks";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ResultsFile() {}

    /// The document, the same bytes for the same results on every host.
    public static byte[] write(BenchmarkResults results) {
        var json = new LinkedHashMap<String, Object>();
        json.put(FORMAT_FIELD, FORMAT);
        json.put("bundle", results.bundle());
        json.put("bundleVersion", results.bundleVersion());
        json.put("bundleDigest", results.bundleDigest());
        json.put(
                "benchmarks",
                results.measurements().stream().map(ResultsFile::json).toList());
        // A fixed line end, or the file would differ between systems.
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return (MAPPER.writer().with(printer).writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> json(Measurement measurement) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", measurement.name());
        json.put("program", measurement.setting().program());
        json.put("args", measurement.setting().args());
        json.put("machine", measurement.setting().machine());
        json.put("machineVersion", measurement.machineVersion());
        json.put("mesh", measurement.setting().mesh());
        json.put("nodes", measurement.setting().nodes());
        json.put("fidelity", measurement.setting().fidelity());
        json.put("seed", measurement.setting().seed());
        json.put("outcome", measurement.outcome());
        json.put("exitCode", measurement.exitCode());
        json.put("digest", measurement.digest());
        json.put("resultDigest", measurement.resultDigest());
        json.put("measures", measurement.measures());
        json.put("units", measurement.units());
        var thresholds = new TreeMap<String, Object>();
        measurement.thresholds().forEach((measure, threshold) -> thresholds.put(measure, json(threshold)));
        json.put("thresholds", thresholds);
        return json;
    }

    private static Map<String, String> json(Threshold threshold) {
        var json = new LinkedHashMap<String, String>();
        if (threshold.increase() != null)
            json.put("increase", threshold.increase().toString());
        if (threshold.decrease() != null)
            json.put("decrease", threshold.decrease().toString());
        return json;
    }

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static BenchmarkResults read(byte[] document) {
        try {
            var root = MAPPER.readTree(document);
            var format = root.path(FORMAT_FIELD);
            if (!format.isInt())
                throw new IllegalArgumentException(
                        "it has no '" + FORMAT_FIELD + "'; was it written by 'bench run -o'?");
            if (format.asInt() != FORMAT) {
                throw new IllegalArgumentException(
                        "its format is " + format.asInt() + ", and this program reads " + FORMAT);
            }
            return new BenchmarkResults(
                    text(root, "bundle"), text(root, "bundleVersion"), text(root, "bundleDigest"), measurements(root));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Measurement> measurements(JsonNode root) {
        var names = new HashSet<String>();
        var measurements = new ArrayList<Measurement>();
        for (var node : list(root, "benchmarks")) {
            var measurement = measurement(node);
            if (!names.add(measurement.name())) {
                throw new IllegalArgumentException("the benchmark '" + measurement.name() + "' is in it twice");
            }
            measurements.add(measurement);
        }
        return measurements;
    }

    private static Measurement measurement(JsonNode node) {
        var exitCode = node.path("exitCode");
        return new Measurement(
                text(node, "name"),
                new Measurement.Setting(
                        text(node, "program"),
                        list(node, "args").stream().map(ResultsFile::string).toList(),
                        text(node, "machine"),
                        text(node, "mesh"),
                        Math.toIntExact(whole(node, "nodes")),
                        text(node, "fidelity"),
                        whole(node, "seed")),
                text(node, "machineVersion"),
                text(node, "outcome"),
                exitCode.isInt() ? exitCode.asInt() : null,
                text(node, "digest"),
                text(node, "resultDigest"),
                measures(object(node, "measures")),
                units(node),
                thresholds(object(node, "thresholds")));
    }

    private static SortedMap<String, Long> measures(JsonNode node) {
        var measures = new TreeMap<String, Long>();
        for (var name : node.propertyNames()) measures.put(name, whole(node, name));
        return measures;
    }

    /// Absent in files that were written before measures had units.
    private static SortedMap<String, String> units(JsonNode measurement) {
        var units = new TreeMap<String, String>();
        if (!measurement.has("units")) return units;
        var node = object(measurement, "units");
        for (var name : node.propertyNames()) units.put(name, text(node, name));
        return units;
    }

    private static SortedMap<String, Threshold> thresholds(JsonNode node) {
        var thresholds = new TreeMap<String, Threshold>();
        for (var name : node.propertyNames()) {
            var threshold = object(node, name);
            thresholds.put(
                    name, new Threshold(allowance(threshold.get("increase")), allowance(threshold.get("decrease"))));
        }
        return thresholds;
    }

    private static Threshold.@Nullable Allowance allowance(@Nullable JsonNode node) {
        return node == null ? null : Threshold.Allowance.parse(string(node));
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isString()) throw missing(field, "text");
        return node.path(field).asString();
    }

    private static String string(JsonNode node) {
        if (!node.isString()) throw new IllegalArgumentException("found " + node + " where text must be");
        return node.asString();
    }

    private static long whole(JsonNode node, String field) {
        var number = node.path(field);
        if (!number.isIntegralNumber() || !number.canConvertToLong()) throw missing(field, "a whole number");
        return number.asLong();
    }

    private static List<JsonNode> list(JsonNode node, String field) {
        if (!node.path(field).isArray()) throw missing(field, "a list");
        return List.copyOf(node.path(field).values());
    }

    private static JsonNode object(JsonNode node, String field) {
        if (!node.path(field).isObject()) throw missing(field, "an object");
        return node.path(field);
    }

    private static IllegalArgumentException missing(String field, String what) {
        return new IllegalArgumentException("'" + field + "' must be " + what);
    }
}
