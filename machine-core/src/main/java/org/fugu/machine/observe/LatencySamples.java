package org.fugu.machine.observe;

import java.util.Arrays;

/// What one node has timed since it was asked last. A distribution knows no order, so that
/// it does not matter when that was.
public final class LatencySamples {
    private static final Latency[] KINDS = Latency.values();
    private static final int KIND_BITS = 3;

    private long[] samples = new long[16];
    private int count;

    /// @param cycles 0 or more; what a relaxed run sees the wrong way round counts as 0
    public void add(Latency kind, long cycles) {
        if (count == samples.length) samples = Arrays.copyOf(samples, 2 * count);
        samples[count++] = Math.max(0, cycles) << KIND_BITS | kind.ordinal();
    }

    /// Hands everything over.
    ///
    /// @param node whose they are
    public void drainTo(Latencies all, int node) {
        for (int i = 0; i < count; i++) {
            all.record(KINDS[(int) samples[i] & (1 << KIND_BITS) - 1], node, samples[i] >>> KIND_BITS);
        }
        count = 0;
    }
}
