package org.fugu.bundle.reproduce;

/// A row with what this machine makes of it.
///
/// @param simulated in the row's unit
/// @param inputCycles of the result that are figures of the preset as they stand
public record RowResult(Row row, double simulated, long inputCycles) {
    public double published() {
        return row.published();
    }

    /// Relative to what was published.
    public double error() {
        return simulated / published() - 1;
    }

    public boolean isWithinTolerance() {
        if (row.check() == Row.Check.STEP) return simulated == published();
        return Math.abs(simulated - published()) * 100 <= row.tolerance() * published();
    }

    /// What the model made of it itself.
    public long emergentCycles() {
        return row.check() == Row.Check.VALUE ? Math.round(simulated) - inputCycles : 0;
    }
}
