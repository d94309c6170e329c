package org.fugu.experiment.benchmark;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.jspecify.annotations.Nullable;

/// The figures of one bundle, measured in several layouts of its parts: what chance can do to them.
///
/// @param layouts results by the layout's number; number 0 is where parts usually lie
public record Sweep(List<BenchmarkResults> layouts) {
    /// So many layouts a sweep may have.
    public static final int MOST = 1000;

    /// With fewer nothing could be told from chance.
    public static final int LEAST = 6;

    public Sweep {
        layouts = List.copyOf(layouts);
        if (layouts.isEmpty()) throw new IllegalArgumentException("a sweep of no layouts");
    }

    /// The seeds of a layout: the same for every version, so that two versions are compared in pairs.
    ///
    /// @param number from 0
    public static LayoutSeeds seeds(int number) {
        return LayoutSeeds.all(number);
    }

    public BenchmarkResults usual() {
        return layouts.getFirst();
    }

    /// Compares layout by layout. A measure is worse if it moved one way in so many layouts that it is no
    /// chance, and the median of what it moved by is more than its threshold allows.
    ///
    /// @throws IllegalArgumentException if the other has another number of layouts
    public Comparison comparedTo(Sweep base, Rules rules) {
        if (base.layouts.size() != layouts.size()) {
            throw new IllegalArgumentException(
                    "a sweep of " + base.layouts.size() + " layouts cannot be compared with one of " + layouts.size());
        }
        var usual = Comparison.of(base.usual(), usual(), rules);
        if (layouts.size() == 1) return usual;
        var findings = new ArrayList<Finding>();
        for (var finding : usual.findings()) {
            findings.add(finding instanceof Finding.Compared compared ? swept(base, compared) : finding);
        }
        for (int number = 1; number < layouts.size(); number++) {
            for (var measurement : layouts.get(number).measurements()) {
                if (measurement.succeeded()) continue;
                findings.add(
                        new Finding.Broken(measurement.name(), measurement.outcome(), measurement.exitCode(), number));
            }
        }
        return new Comparison(base.usual(), usual(), rules, findings);
    }

    private Finding swept(Sweep base, Finding.Compared usual) {
        var pairs = new ArrayList<long[]>();
        for (int number = 0; number < layouts.size(); number++) {
            var before = figure(base.layouts.get(number), usual);
            var after = figure(layouts.get(number), usual);
            if (before != null && after != null) pairs.add(new long[] {before, after});
        }
        var before = Spread.of(pairs.stream().mapToLong(pair -> pair[0]).toArray());
        var after = Spread.of(pairs.stream().mapToLong(pair -> pair[1]).toArray());
        var differences =
                pairs.stream().mapToLong(pair -> difference(pair[0], pair[1])).toArray();
        return Finding.Swept.of(usual, Moved.of(differences), before, after, Spread.of(differences));
    }

    /// As near as 64 bits come to it: a program may report any number.
    private static long difference(long before, long after) {
        return Spread.nearest(BigInteger.valueOf(after).subtract(BigInteger.valueOf(before)));
    }

    private static @Nullable Long figure(BenchmarkResults results, Finding.Compared of) {
        return results.measurements().stream()
                .filter(each -> each.name().equals(of.benchmark()) && each.succeeded())
                .map(each -> each.measures().get(of.measure()))
                .findFirst()
                .orElse(null);
    }
}
