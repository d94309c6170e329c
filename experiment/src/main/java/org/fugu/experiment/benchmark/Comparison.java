package org.fugu.experiment.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fugu.experiment.benchmark.Finding.Effect;
import org.fugu.experiment.benchmark.Finding.NotComparable;
import org.fugu.experiment.benchmark.Finding.Why;
import org.jspecify.annotations.Nullable;

/// The exact differences between two results, in the order of the new one's benchmarks. Whatever the
/// base has is compared, or is a finding that fails the gate: `docs/adr/0029` has the reasons.
public record Comparison(BenchmarkResults base, BenchmarkResults head, Rules rules, List<Finding> findings) {
    public Comparison {
        findings = List.copyOf(findings);
    }

    public static Comparison of(BenchmarkResults base, BenchmarkResults head, Rules rules) {
        return new Comparison(base, head, rules, new Comparing(base, head, rules).findings());
    }

    /// What must be put right before the gate opens.
    public List<Finding> failures() {
        return findings.stream()
                .filter(finding -> finding.effect() != Effect.NONE)
                .toList();
    }

    /// The benchmarks of which a measure is worse than its threshold allows: what can be explained.
    public Set<String> regressed() {
        return findings.stream()
                .filter(Comparison::isRegression)
                .map(Finding::benchmark)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isRegression(Finding finding) {
        boolean measured = finding instanceof Finding.Compared || finding instanceof Finding.Swept;
        return measured && finding.effect() == Effect.WORSE;
    }

    /// The worst of all findings.
    public Effect effect() {
        return findings.stream().map(Finding::effect).min(Effect::compareTo).orElse(Effect.NONE);
    }

    /// One comparing; collects what it finds.
    private static final class Comparing {
        private final BenchmarkResults base;
        private final BenchmarkResults head;
        private final Rules rules;
        private final List<Finding> found = new ArrayList<>();

        /// Reasons by subject, of those that count.
        private final TreeMap<String, String> acknowledged = new TreeMap<>();

        private final TreeSet<String> used = new TreeSet<>();

        Comparing(BenchmarkResults base, BenchmarkResults head, Rules rules) {
            this.base = base;
            this.head = head;
            this.rules = rules;
            head.acknowledged().forEach((subject, reason) -> {
                if (!isSpent(subject, reason)) acknowledged.put(subject, reason);
            });
            rules.acknowledged().forEach(subject -> acknowledged.put(subject, "on the command line"));
        }

        private boolean isSpent(String subject, String reason) {
            return reason.equals(base.acknowledged().get(subject));
        }

        List<Finding> findings() {
            var before = byName(base);
            if (!Objects.equals(content(base), content(head))) {
                found.add(new Finding.OtherLibrary(base.libos(), head.libos()));
            }
            for (var measurement : head.measurements()) compare(before.remove(measurement.name()), measurement);
            before.keySet().forEach(name -> add(name, null, Why.GONE, "the benchmark is gone; the baseline has it"));
            acknowledged.keySet().stream()
                    .filter(subject -> !used.contains(subject))
                    .forEach(subject -> found.add(idle(subject, false)));
            head.acknowledged().forEach((subject, reason) -> {
                if (isSpent(subject, reason) && !acknowledged.containsKey(subject)) found.add(idle(subject, true));
            });
            // Whatever was acknowledged: a gate that looked at nothing is not open.
            boolean open = found.stream().allMatch(finding -> finding.effect() == Effect.NONE);
            if (open && found.stream().noneMatch(Finding.Compared.class::isInstance)) {
                found.add(new Finding.NothingCompared());
            }
            return found;
        }

        /// What name and version it has says nothing of how it runs.
        private static @Nullable String content(BenchmarkResults results) {
            return results.libos() == null ? null : results.libos().digest();
        }

        private static Finding idle(String subject, boolean spent) {
            return new Finding.IdleAcknowledgement(subject.split("/", 2)[0], subject, spent);
        }

        private static Map<String, Measurement> byName(BenchmarkResults results) {
            return results.measurements().stream()
                    .collect(Collectors.toMap(
                            Measurement::name, Function.identity(), (first, second) -> first, LinkedHashMap::new));
        }

        private void add(String benchmark, @Nullable String measure, Why why, String words) {
            var subject = NotComparable.subject(benchmark, measure);
            var reason = acknowledged.get(subject);
            if (reason != null) used.add(subject);
            found.add(new NotComparable(benchmark, measure, why, words, reason));
        }

        private void compare(@Nullable Measurement before, Measurement now) {
            var name = now.name();
            if (!now.succeeded()) {
                found.add(new Finding.Broken(name, now.outcome(), now.exitCode(), 0));
                return;
            }
            if (before == null) {
                add(name, null, Why.ADDED, "the benchmark is new, without a baseline");
                addUnreported(now, List.of());
                return;
            }
            var difference = difference(before.setting(), now.setting());
            if (difference != null) {
                add(name, null, Why.OTHER_SETTING, "not compared, it now runs with another " + difference);
            } else if (!before.machineVersion().equals(now.machineVersion())) {
                found.add(new Finding.OtherEpoch(name, before.machineVersion(), now.machineVersion()));
            } else if (!before.succeeded()) {
                add(name, null, Why.BAD_BASELINE, "not compared, the baseline's program did not end well");
            } else {
                compareMeasures(before, now);
            }
        }

        private static @Nullable String difference(Measurement.Setting base, Measurement.Setting head) {
            if (!base.program().equals(head.program())) return "program";
            if (!base.args().equals(head.args())) return "list of arguments";
            if (!base.machine().equals(head.machine())) return "machine";
            if (!base.mesh().equals(head.mesh()) || base.nodes() != head.nodes()) return "mesh or number of nodes";
            if (!base.fidelity().equals(head.fidelity())) return "fidelity";
            return base.seed() == head.seed() ? null : "seed";
        }

        private void compareMeasures(Measurement before, Measurement now) {
            var name = now.name();
            now.measures().forEach((measure, value) -> {
                var old = before.measures().get(measure);
                if (old == null) add(name, measure, Why.ADDED, "the measure is new, without a baseline");
                else compareMeasure(before, now, measure, old, value);
            });
            var gone = before.measures().keySet().stream()
                    .filter(measure -> !now.measures().containsKey(measure))
                    .toList();
            gone.forEach(measure -> add(name, measure, Why.GONE, "the measure is gone; the baseline has it"));
            addUnreported(now, gone);
        }

        /// What was there before is gone, and said to be.
        private void addUnreported(Measurement now, List<String> gone) {
            for (var measure : now.unreported()) {
                if (!gone.contains(measure)) found.add(new Finding.Unreported(now.name(), measure));
            }
        }

        private void compareMeasure(Measurement before, Measurement now, String measure, long old, long value) {
            var oldUnit = before.units().get(measure);
            var unit = now.units().get(measure);
            if (oldUnit != null && unit != null && !oldUnit.equals(unit)) {
                add(
                        now.name(),
                        measure,
                        Why.OTHER_UNIT,
                        "not compared, the baseline counts " + oldUnit + " and this " + unit);
                return;
            }
            var threshold = rules.threshold(before, measure);
            var later = rules.threshold(now, measure);
            var counts = rules.thresholds() == Rules.Side.BASE ? threshold : later;
            found.add(Finding.Compared.of(now.name(), measure, old, value, unit, counts));
            if (threshold == null ? later != null : !threshold.equals(later)) {
                found.add(new Finding.OtherThreshold(now.name(), measure, threshold, later, rules.thresholds()));
            }
        }
    }
}
