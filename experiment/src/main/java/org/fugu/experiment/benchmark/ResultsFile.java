package org.fugu.experiment.benchmark;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Thresholds;
import org.fugu.exokernel.run.LibraryInputs;
import org.fugu.experiment.wire.WireDocument;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.NullNode;

/// The JSON form of [BenchmarkResults], described in `docs/benchmarks.md`.
public final class ResultsFile {
    private static final int FORMAT = 3;
    private static final WireDocument<Document> FORM = new WireDocument<>(
                    Document.class, "fuguBenchmarks", FORMAT, "bench run -o")
            // Of programs that have their library OS in them.
            .after(second -> WireDocument.add(second, "libos", NullNode.getInstance()));

    private ResultsFile() {}

    record Document(
            int fuguBenchmarks,
            String bundle,
            String bundleVersion,
            String bundleDigest,
            @JsonSetter(nulls = Nulls.SET) @Nullable LibraryInputs libos,
            SortedMap<String, String> acknowledged,
            List<Entry> benchmarks) {}

    record Entry(
            String name,
            String program,
            List<String> args,
            String machine,
            String machineVersion,
            String mesh,
            int nodes,
            String fidelity,
            long seed,
            String outcome,
            @JsonSetter(nulls = Nulls.SET) @Nullable Integer exitCode,
            String digest,
            String resultDigest,
            SortedMap<String, Long> measures,
            SortedMap<String, String> units,
            List<String> unreported,
            SortedMap<String, Guard> thresholds) {}

    record Guard(
            @JsonSetter(nulls = Nulls.SET) @Nullable String increase,
            @JsonSetter(nulls = Nulls.SET) @Nullable String decrease) {}

    /// The document, the same bytes for the same results on every host.
    public static byte[] write(BenchmarkResults results) {
        return FORM.write(new Document(
                FORMAT,
                results.bundle(),
                results.bundleVersion(),
                results.bundleDigest(),
                results.libos(),
                results.acknowledged(),
                results.measurements().stream().map(ResultsFile::entry).toList()));
    }

    private static Entry entry(Measurement measurement) {
        var setting = measurement.setting();
        var guards = new TreeMap<String, Guard>();
        measurement
                .thresholds()
                .byPattern()
                .forEach((pattern, threshold) ->
                        guards.put(pattern, new Guard(text(threshold.increase()), text(threshold.decrease()))));
        return new Entry(
                measurement.name(),
                setting.program(),
                setting.args(),
                setting.machine(),
                measurement.machineVersion(),
                setting.mesh(),
                setting.nodes(),
                setting.fidelity(),
                setting.seed(),
                measurement.outcome(),
                measurement.exitCode(),
                measurement.digest(),
                measurement.resultDigest(),
                measurement.measures(),
                measurement.units(),
                measurement.unreported(),
                guards);
    }

    private static @Nullable String text(Threshold.@Nullable Allowance allowance) {
        return allowance == null ? null : allowance.toString();
    }

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static BenchmarkResults read(byte[] document) {
        var file = FORM.read(document);
        var names = new HashSet<String>();
        for (var entry : file.benchmarks()) {
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException("the benchmark '" + entry.name() + "' is in it twice");
            }
        }
        return new BenchmarkResults(
                file.bundle(),
                file.bundleVersion(),
                file.bundleDigest(),
                file.libos(),
                file.acknowledged(),
                file.benchmarks().stream().map(ResultsFile::measurement).toList());
    }

    private static Measurement measurement(Entry entry) {
        var thresholds = new TreeMap<String, Threshold>();
        entry.thresholds()
                .forEach((pattern, guard) -> thresholds.put(
                        new MeasurePattern(pattern).text(),
                        new Threshold(allowance(guard.increase()), allowance(guard.decrease()))));
        return new Measurement(
                entry.name(),
                new Measurement.Setting(
                        entry.program(),
                        entry.args(),
                        entry.machine(),
                        entry.mesh(),
                        entry.nodes(),
                        entry.fidelity(),
                        entry.seed()),
                entry.machineVersion(),
                entry.outcome(),
                entry.exitCode(),
                entry.digest(),
                entry.resultDigest(),
                entry.measures(),
                entry.units(),
                entry.unreported(),
                new Thresholds(thresholds));
    }

    private static Threshold.@Nullable Allowance allowance(@Nullable String text) {
        return text == null ? null : Threshold.Allowance.parse(text);
    }
}
