package org.fugu.service.history;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One figure of a history, and how it lies to the one before it.
///
/// @param difference to the figure before it in the same epoch: 0 when the level stayed, null for the
///     first of an epoch. It need not fit into 64 bits
record Level<T>(T of, long value, @Nullable BigInteger difference) {
    /// A figure that was measured.
    ///
    /// @param of what it was measured of
    record Figure<T>(T of, Epoch epoch, long value) {}

    /// @param figures from the oldest to the newest
    static <T> List<Level<T>> of(List<Figure<T>> figures) {
        var levels = new ArrayList<Level<T>>();
        var last = new HashMap<Epoch, Long>();
        for (var figure : figures) {
            // Epochs can lie in each other: an old commit is measured anew, two bundles have one benchmark.
            var before = last.put(figure.epoch, figure.value);
            levels.add(new Level<>(figure.of, figure.value, before == null ? null : difference(before, figure.value)));
        }
        return levels;
    }

    private static BigInteger difference(long before, long now) {
        return BigInteger.valueOf(now).subtract(BigInteger.valueOf(before));
    }
}
