package org.fugu.exokernel.job;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Metrics;

/// What the ranks of a job have reported: of each name what was said last, by cycle, then by node.
public final class JobMetrics {
    private static final String REGION_CYCLES = Metrics.RESERVED_PREFIX + "cycles";
    private static final String REGION_INSTRUCTIONS = Metrics.RESERVED_PREFIX + "instructions";

    private final List<Environment> ranks;

    JobMetrics(List<Environment> ranks) {
        this.ranks = ranks;
    }

    /// What the program reported itself.
    public SortedMap<String, Long> reported() {
        return last(Metrics::values);
    }

    /// The same, and what rank 0's region of interest measured.
    public SortedMap<String, Long> withRegion() {
        var metrics = new TreeMap<>(reported());
        var region = ranks.getFirst().region();
        if (region.wasMeasured()) {
            metrics.put(REGION_CYCLES, region.cycles());
            metrics.put(REGION_INSTRUCTIONS, region.instructions());
        }
        return metrics;
    }

    /// The units of what is [#withRegion]; what has none is absent.
    public SortedMap<String, String> units() {
        var units = new TreeMap<>(last(Metrics::units));
        units.values().removeIf(String::isEmpty);
        units.put(REGION_CYCLES, "cycles");
        units.put(REGION_INSTRUCTIONS, "instructions");
        units.keySet().retainAll(withRegion().keySet());
        return units;
    }

    private <T> SortedMap<String, T> last(Function<Metrics, SortedMap<String, Metrics.Reported<T>>> said) {
        var last = new TreeMap<String, Metrics.Reported<T>>();
        for (var rank : ranks) {
            said.apply(rank.metrics())
                    .forEach((name, value) ->
                            last.merge(name, value, (old, next) -> next.cycle() >= old.cycle() ? next : old));
        }
        var values = new TreeMap<String, T>();
        last.forEach((name, value) -> values.put(name, value.value()));
        return values;
    }
}
