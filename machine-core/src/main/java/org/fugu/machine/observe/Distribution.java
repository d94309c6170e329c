package org.fugu.machine.observe;

import org.HdrHistogram.Histogram;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// How values are distributed: count, sum, least and greatest exactly, percentiles exactly below
/// 2,048 and to a thousandth above.
final class Distribution {
    private static final int DIGITS = 3;
    private static final int MOST_VALUES = 1 << 20;

    private final Histogram histogram = new Histogram(DIGITS);
    private long sum;
    private long least = Long.MAX_VALUE;
    private long greatest;

    Distribution() {
        histogram.setAutoResize(true);
    }

    void record(long value) {
        histogram.recordValue(value);
        sum += value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    boolean isEmpty() {
        return histogram.getTotalCount() == 0;
    }

    LatencySummary summary() {
        long count = histogram.getTotalCount();
        return new LatencySummary(
                count,
                least,
                percentile(50),
                percentile(90),
                percentile(99),
                greatest,
                Math.multiplyExact(sum, 1000L) / count);
    }

    /// The histogram answers with the greatest value that it cannot tell from the one asked for.
    private long percentile(int percent) {
        return Math.min(histogram.getValueAtPercentile(percent), greatest);
    }

    void save(StateWriter out) {
        out.add(sum).add(least).add(greatest);
        int values = 0;
        for (var _ : histogram.recordedValues()) values++;
        out.add(values);
        for (var each : histogram.recordedValues()) {
            out.add(each.getValueIteratedTo()).add(each.getCountAtValueIteratedTo());
        }
    }

    void restore(StateReader in) {
        histogram.reset();
        sum = in.next();
        least = in.next();
        greatest = in.next();
        for (int left = in.nextInt(0, MOST_VALUES); left > 0; left--) {
            histogram.recordValueWithCount(in.nextInt(0, Integer.MAX_VALUE), in.nextInt(0, Integer.MAX_VALUE));
        }
    }
}
