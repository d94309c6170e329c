package org.fugu.bundle.reproduce;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A row with what this machine makes of it.
///
/// @param simulated in the row's unit
/// @param inputCycles of the result that are figures of the preset as they stand
/// @param beside the series of the row's other way, by number; empty if it has none
public record RowResult(Row row, double simulated, long inputCycles, SortedMap<Integer, Long> beside) {
    public RowResult {
        beside = Collections.unmodifiableSortedMap(new TreeMap<>(beside));
    }

    public double published() {
        return row.published();
    }

    /// Relative to what was published.
    public double error() {
        return simulated / published() - 1;
    }

    public boolean isWithinTolerance() {
        if (row.check() == Row.Check.STEP || row.check() == Row.Check.EACH) return simulated == published();
        return Math.abs(simulated - published()) * 100 <= row.tolerance() * published();
    }

    /// What the model made of it itself.
    public long emergentCycles() {
        return row.check() == Row.Check.VALUE ? Math.round(simulated) - inputCycles : 0;
    }
}
