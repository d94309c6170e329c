package org.fugu.machine.observe;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// How values are distributed: count, sum, least and greatest exactly, percentiles exactly below
/// 2,048 and to a thousandth above.
final class Distribution {
    private static final int DIGITS = 3;
    private static final int MOST_VALUES = 1 << 20;

    /// Below this a value has a count of its own, in the histogram too. Nearly all are, and adding one
    /// to an array costs a fraction of what the histogram's accounting does.
    private static final int SMALL = 2_048;

    private final long[] small = new long[SMALL];
    private final Histogram large = new Histogram(DIGITS);
    private long count;
    private long sum;
    private long least = Long.MAX_VALUE;
    private long greatest;

    Distribution() {
        large.setAutoResize(true);
    }

    void record(long value) {
        if (value < SMALL) small[(int) value]++;
        else large.recordValue(value);
        count++;
        sum += value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    boolean isEmpty() {
        return count == 0;
    }

    LatencySummary summary() {
        var histogram = all();
        return new LatencySummary(
                count,
                least,
                percentile(histogram, 50),
                percentile(histogram, 90),
                percentile(histogram, 99),
                greatest,
                Math.multiplyExact(sum, 1000L) / count);
    }

    private Histogram all() {
        var all = large.copy();
        for (int value = 0; value < SMALL; value++) {
            if (small[value] > 0) all.recordValueWithCount(value, small[value]);
        }
        return all;
    }

    /// The histogram answers with the greatest value that it cannot tell from the one asked for.
    private long percentile(Histogram histogram, int percent) {
        return Math.min(histogram.getValueAtPercentile(percent), greatest);
    }

    void save(StateWriter out) {
        out.add(sum).add(least).add(greatest);
        var histogram = all();
        int values = 0;
        for (var _ : histogram.recordedValues()) values++;
        out.add(values);
        for (var each : histogram.recordedValues()) {
            out.add(each.getValueIteratedTo()).add(each.getCountAtValueIteratedTo());
        }
    }

    void restore(StateReader in) {
        Arrays.fill(small, 0);
        large.reset();
        count = 0;
        sum = in.next();
        least = in.next();
        greatest = in.next();
        for (int left = in.nextInt(0, MOST_VALUES); left > 0; left--) {
            long value = in.next();
            long times = in.next();
            if (value < 0 || times < 1)
                throw new BadSnapshotException("found " + times + " times " + value + " cycles");
            if (value < SMALL) small[(int) value] = times;
            else large.recordValueWithCount(value, times);
            count += times;
        }
    }
}
