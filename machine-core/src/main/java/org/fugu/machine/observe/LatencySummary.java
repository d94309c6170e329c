package org.fugu.machine.observe;

/// A distribution in a line, all of it in cycles. Percentiles are exact below 2,048 cycles and to a
/// thousandth above; the rest is exact.
///
/// @param count of values, at least 1
/// @param meanThousandths mean × 1,000, rounded down
public record LatencySummary(long count, long min, long p50, long p90, long p99, long max, long meanThousandths) {}
