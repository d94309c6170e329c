package org.fugu.cli.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Compares ratios with those that were kept. A ratio is of two speeds of one run of `perf`, so that it
/// is about the same on any host; what others do on it moves it all the same, and only a factor of
/// five is a fault.
final class PerfCheck {
    private static final double ROOM = 5;

    private PerfCheck() {}

    /// By name: each program's speed to QEMU's, and to that of the interpreter where both were
    /// measured.
    static Map<String, Double> ratios(List<PerfPoint> points) {
        var ratios = new LinkedHashMap<String, Double>();
        for (var point : points) {
            if (point.order().threads() != 1 || point.order().engine() != PerfEngine.TRANSLATED) continue;
            var name = String.format(Locale.ROOT, "%s %d %s", point.workload().name(), point.nodes(), point.fidelity());
            var toQemu = point.ratioToQemu();
            if (toQemu != null) ratios.put(name + " to QEMU", toQemu);
            for (var other : points) {
                if (other.order().equals(point.order().interpreted()))
                    ratios.put(name + " to interpreter", point.median() / other.median());
            }
        }
        return ratios;
    }

    /// @param kept a document of `perf --json`
    /// @return what is more than five times slower than it was, as sentences
    static List<String> faults(Map<String, Double> now, JsonNode kept) {
        var faults = new ArrayList<String>();
        now.forEach((name, ratio) -> {
            double before = kept.path("ratios").path(name).asDouble(0);
            if (ratio * ROOM < before)
                faults.add(String.format(Locale.ROOT, "%s was %.3f and is %.3f", name, before, ratio));
        });
        return faults;
    }

    /// @return how many of the ratios are in both
    static long shared(Map<String, Double> now, JsonNode kept) {
        return now.keySet().stream()
                .filter(name -> kept.path("ratios").has(name))
                .count();
    }
}
