package org.fugu.experiment.benchmark;

import java.math.BigInteger;

/// In how many layouts a measure moved, and which way. By chance alone it moves up as often as down, so
/// the sign test says whether it is chance: exactly, as it is about whole numbers.
///
/// @param up layouts in which it is more than before
/// @param down in which it is less
/// @param all in how many it was measured
public record Moved(int up, int down, int all) {
    /// Chance is believed where it does so at least once in so many sweeps.
    private static final int ONCE_IN = 20;

    static Moved of(long[] differences) {
        int up = 0;
        int down = 0;
        for (long difference : differences) {
            if (difference > 0) up++;
            if (difference < 0) down++;
        }
        return new Moved(up, down, differences.length);
    }

    /// Whether chance would move so one-sidedly in fewer than one of twenty sweeps, in either direction
    /// (the sign test of Dixon and Mood, 1946; layouts in which nothing moved say nothing).
    boolean isReal() {
        int moved = up + down;
        if (moved == 0) return false;
        // Of the 2^moved ways to go up or down, those that are as one-sided.
        var ways = BigInteger.ZERO;
        var choices = BigInteger.ONE;
        for (int few = 0; few <= Math.min(up, down); few++) {
            ways = ways.add(choices);
            choices = choices.multiply(BigInteger.valueOf(moved - few)).divide(BigInteger.valueOf(few + 1L));
        }
        var bothSides = ways.shiftLeft(1);
        return bothSides.multiply(BigInteger.valueOf(ONCE_IN)).compareTo(BigInteger.ONE.shiftLeft(moved)) <= 0;
    }
}
