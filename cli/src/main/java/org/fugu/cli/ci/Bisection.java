package org.fugu.cli.ci;

import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// Finds where a row of versions first has another figure than at its beginning, by looking at few of
/// them. Some may have no figure: then it is known only between which two the change is.
///
/// @param before the last version found that has the figure of the first one
/// @param after the first version found that has another
/// @param measured how many were looked at
record Bisection(int before, int after, int measured) {
    /// Looks at versions 0 to `last`, of which 0 and `last` have different figures.
    ///
    /// @param figures of a version, asked once; empty if it has none
    static Bisection of(int last, long first, IntFunction<OptionalLong> figures) {
        var none = new TreeSet<Integer>();
        int before = 0;
        int after = last;
        int measured = 0;
        while (true) {
            int next = nearestTo((before + after) / 2, before, after, none);
            if (next < 0) return new Bisection(before, after, measured);
            var figure = figures.apply(next);
            measured++;
            if (figure.isEmpty()) none.add(next);
            else if (figure.getAsLong() == first) before = next;
            else after = next;
        }
    }

    /// The version between two that is nearest to the middle and may have a figure, or -1.
    private static int nearestTo(int middle, int before, int after, TreeSet<Integer> none) {
        var byDistance = new TreeMap<Integer, Integer>();
        for (int each = before + 1; each < after; each++) {
            if (!none.contains(each)) byDistance.putIfAbsent(Math.abs(each - middle), each);
        }
        return byDistance.isEmpty() ? -1 : byDistance.firstEntry().getValue();
    }
}
