package org.fugu.experiment.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fugu.bundle.Threshold;
import org.jspecify.annotations.Nullable;

/// The exact differences between two results, in the order of the new one's benchmarks.
///
/// The new version's thresholds count: whoever changes one does so in the open, in the manifest.
public record Comparison(BenchmarkResults base, BenchmarkResults head, List<Finding> findings) {
    public Comparison {
        findings = List.copyOf(findings);
    }

    public static Comparison of(BenchmarkResults base, BenchmarkResults head) {
        var findings = new ArrayList<Finding>();
        var before = byName(base);
        for (var measurement : head.measurements()) {
            var baseline = before.remove(measurement.name());
            if (baseline == null) findings.add(new Finding.Added(measurement.name(), "the benchmark"));
            else compare(baseline, measurement, findings);
        }
        before.keySet().forEach(name -> findings.add(new Finding.Missing(name, "the benchmark")));
        return new Comparison(base, head, findings);
    }

    private static Map<String, Measurement> byName(BenchmarkResults results) {
        return results.measurements().stream()
                .collect(Collectors.toMap(
                        Measurement::name, Function.identity(), (first, second) -> first, LinkedHashMap::new));
    }

    private static void compare(Measurement base, Measurement head, List<Finding> findings) {
        var name = head.name();
        var difference = difference(base.setting(), head.setting());
        if (difference != null) {
            findings.add(new Finding.OtherSetting(name, difference));
        } else if (!base.machineVersion().equals(head.machineVersion())) {
            findings.add(new Finding.OtherEpoch(name, base.machineVersion(), head.machineVersion()));
        } else if (!base.succeeded()) {
            findings.add(new Finding.BadBaseline(name, ending(base)));
        } else if (!head.succeeded()) {
            findings.add(new Finding.Broken(name, ending(head)));
        } else {
            compareMeasures(base, head, findings);
        }
    }

    private static String ending(Measurement measurement) {
        var code = measurement.exitCode();
        return code == null ? measurement.outcome() : measurement.outcome() + " with code " + code;
    }

    private static @Nullable String difference(Measurement.Setting base, Measurement.Setting head) {
        if (!base.program().equals(head.program())) return "program";
        if (!base.args().equals(head.args())) return "list of arguments";
        if (!base.machine().equals(head.machine())) return "machine";
        if (!base.mesh().equals(head.mesh()) || base.nodes() != head.nodes()) return "mesh or number of nodes";
        if (!base.fidelity().equals(head.fidelity())) return "fidelity";
        return base.seed() == head.seed() ? null : "seed";
    }

    private static void compareMeasures(Measurement base, Measurement head, List<Finding> findings) {
        head.measures().forEach((measure, value) -> {
            var before = base.measures().get(measure);
            findings.add(
                    before == null
                            ? new Finding.Added(head.name(), "the measure " + measure)
                            : compareMeasure(base, head, measure, before, value));
        });
        for (var measure : base.measures().keySet()) {
            if (!head.measures().containsKey(measure)) {
                findings.add(new Finding.Missing(head.name(), "the measure " + measure));
            }
        }
    }

    private static Finding compareMeasure(Measurement base, Measurement head, String measure, long before, long value) {
        var oldUnit = base.units().get(measure);
        var unit = head.units().get(measure);
        if (oldUnit != null && unit != null && !oldUnit.equals(unit)) {
            return new Finding.OtherUnit(head.name(), measure, oldUnit, unit);
        }
        return Finding.Compared.of(head.name(), measure, before, value, unit, threshold(head, measure));
    }

    /// Of cycles and instructions everybody knows which way is worse; of a program's own metrics
    /// only the manifest does.
    private static @Nullable Threshold threshold(Measurement head, String measure) {
        var given = head.thresholds().get(measure);
        if (given != null) return given;
        return measure.equals("cycles") || measure.equals("instructions") ? Threshold.NO_INCREASE : null;
    }

    /// What must fail a build: measures beyond their thresholds, programs that no longer end well.
    public List<Finding> regressions() {
        return findings.stream().filter(Comparison::isRegression).toList();
    }

    public static boolean isRegression(Finding finding) {
        return switch (finding) {
            case Finding.Compared compared -> compared.verdict() == Finding.Verdict.REGRESSION;
            case Finding.Broken ignored -> true;
            case Finding.Missing ignored -> false;
            case Finding.Added ignored -> false;
            case Finding.BadBaseline ignored -> false;
            case Finding.OtherSetting ignored -> false;
            case Finding.OtherUnit ignored -> false;
            case Finding.OtherEpoch ignored -> false;
        };
    }

    /// The baseline belongs to another version of the machine model.
    public boolean isOtherEpoch() {
        return findings.stream().anyMatch(Finding.OtherEpoch.class::isInstance);
    }

    /// At least one benchmark had a baseline it could be held against.
    public boolean hasBaseline() {
        return findings.stream()
                .anyMatch(finding -> finding instanceof Finding.Compared || finding instanceof Finding.Broken);
    }
}
