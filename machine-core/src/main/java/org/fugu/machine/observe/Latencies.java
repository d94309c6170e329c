package org.fugu.machine.observe;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// The latencies of a machine. They follow from the run and decide nothing in it: a snapshot holds
/// them, the digest does not.
public final class Latencies {
    private final Distribution[] distributions = distributions();

    /// By node, if it was parted.
    private int[] areas = {};

    private Distribution[][] byArea = {};

    private static Distribution[] distributions() {
        var all = new Distribution[Latency.values().length];
        Arrays.setAll(all, _ -> new Distribution());
        return all;
    }

    /// Keeps those of each area apart too.
    ///
    /// @param areaOfNode numbers from 0
    public void part(int[] areaOfNode) {
        areas = areaOfNode.clone();
        byArea = new Distribution[Arrays.stream(areas).max().orElse(0) + 1][];
        Arrays.setAll(byArea, _ -> distributions());
    }

    /// @param node whose processor or message it was
    public void record(Latency kind, int node, long cycles) {
        distributions[kind.ordinal()].record(cycles);
        if (byArea.length > 0) byArea[areas[node]][kind.ordinal()].record(cycles);
    }

    /// What there was, by [Latency#wireName].
    public SortedMap<String, LatencySummary> summaries() {
        return summaries(distributions);
    }

    /// The same of the area of a node, where the machine was parted.
    public SortedMap<String, LatencySummary> summaries(int node) {
        return summaries(byArea.length == 0 ? distributions : byArea[areas[node]]);
    }

    private static SortedMap<String, LatencySummary> summaries(Distribution[] distributions) {
        var summaries = new TreeMap<String, LatencySummary>();
        for (var kind : Latency.values()) {
            var distribution = distributions[kind.ordinal()];
            if (!distribution.isEmpty()) summaries.put(kind.wireName(), distribution.summary());
        }
        return summaries;
    }

    public void save(StateWriter out) {
        for (var distribution : distributions) distribution.save(out);
        for (var area : byArea) for (var distribution : area) distribution.save(out);
    }

    public void restore(StateReader in) {
        for (var distribution : distributions) distribution.restore(in);
        for (var area : byArea) for (var distribution : area) distribution.restore(in);
    }
}
