package org.fugu.machine.observe;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The latencies of a machine. They follow from the run and decide nothing in it: a snapshot holds
/// them, the digest does not.
public final class Latencies {
    private final Distribution[] distributions = new Distribution[Latency.values().length];

    public Latencies() {
        Arrays.setAll(distributions, _ -> new Distribution());
    }

    public void record(Latency kind, long cycles) {
        distributions[kind.ordinal()].record(cycles);
    }

    /// What there was, by [Latency#wireName].
    public SortedMap<String, LatencySummary> summaries() {
        var summaries = new TreeMap<String, LatencySummary>();
        for (var kind : Latency.values()) {
            var distribution = distributions[kind.ordinal()];
            if (!distribution.isEmpty()) summaries.put(kind.wireName(), distribution.summary());
        }
        return summaries;
    }

    public void save(StateWriter out) {
        for (var distribution : distributions) distribution.save(out);
    }

    public void restore(StateReader in) {
        for (var distribution : distributions) distribution.restore(in);
    }
}
