package org.fugu.experiment.benchmark;

import java.math.BigInteger;
import java.util.Arrays;

/// How a figure lies over the layouts of a sweep.
///
/// @param median of an even number of figures the lower one of the middle two, so that it is one that
///     was measured
public record Spread(long least, long median, long most) {
    /// @param figures at least one
    static Spread of(long[] figures) {
        var sorted = figures.clone();
        Arrays.sort(sorted);
        return new Spread(sorted[0], sorted[(sorted.length - 1) / 2], sorted[sorted.length - 1]);
    }

    /// The number of 64 bits that is nearest.
    static long nearest(BigInteger number) {
        return number.min(BigInteger.valueOf(Long.MAX_VALUE))
                .max(BigInteger.valueOf(Long.MIN_VALUE))
                .longValue();
    }

    @Override
    public String toString() {
        return least == most ? Long.toString(least) : least + " to " + most;
    }
}
