package org.fugu.machine.observe;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// A 128-bit, non-cryptographic hash over the events between nodes in the order in which they are
/// settled, cut into epochs of 2^20 simulated cycles. The list of epochs finds where two runs first
/// differ.
public final class RollingHash {
    /// Cycles of an epoch, as a power of two.
    public static final int EPOCH_SHIFT = 20;

    // Odd constants from the fractional part of the golden ratio and of the square root of 3.
    private static final long LOW_MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final long HIGH_MULTIPLIER = 0xbb67ae8584caa73bL;

    // For reading: what a snapshot may hold at the most.
    private static final int MOST_EPOCHS = 1 << 28;
    private static final int LONGEST_EPOCH = 64;

    private final List<String> epochs = new ArrayList<>();
    private long low = LOW_MULTIPLIER;
    private long high = HIGH_MULTIPLIER;
    private long epoch = -1;
    private long settled;

    /// Adds one event.
    ///
    /// @param time when it was launched; in an exact run never before that of the event added last
    public void add(long time, long where, long what) {
        if (time >>> EPOCH_SHIFT > epoch) cut(time >>> EPOCH_SHIFT);
        mix(time);
        mix(where);
        mix(what);
        settled++;
    }

    private void mix(long value) {
        low = (low ^ value) * LOW_MULTIPLIER;
        low ^= low >>> 32;
        high = Long.rotateLeft(high + value, 29) * HIGH_MULTIPLIER + low;
    }

    private void cut(long next) {
        if (epoch >= 0) epochs.add(current());
        epoch = next;
    }

    private String current() {
        return String.format(java.util.Locale.ROOT, "%d:%016x%016x", epoch, high, low);
    }

    /// Every epoch in which something happened, as `epoch:hash`. Each hash covers all that came
    /// before it too.
    public List<String> epochs() {
        var all = new ArrayList<>(epochs);
        if (epoch >= 0) all.add(current());
        return List.copyOf(all);
    }

    public void save(StateWriter out) {
        out.add(epochs.size());
        for (var past : epochs) out.add(past);
        out.add(low).add(high).add(epoch).add(settled);
    }

    public void restore(StateReader in) {
        epochs.clear();
        for (int left = in.nextInt(0, MOST_EPOCHS); left > 0; left--) epochs.add(in.nextText(LONGEST_EPOCH));
        low = in.next();
        high = in.next();
        epoch = in.next();
        settled = in.next();
    }

    /// How many events were added.
    public long settled() {
        return settled;
    }
}
