package org.fugu.bundle;

import org.fugu.exokernel.run.Limits;
import org.jspecify.annotations.Nullable;

/// The limits somebody named; null where nothing was said.
public record LimitsGiven(
        @Nullable Long cycles,
        @Nullable Long instructions,
        @Nullable Long consoleBytes,
        @Nullable Long memoryBytes) {
    public static final LimitsGiven NONE = new LimitsGiven(null, null, null, null);

    /// These limits, and the others' where these say nothing.
    public LimitsGiven or(LimitsGiven others) {
        return new LimitsGiven(
                cycles != null ? cycles : others.cycles,
                instructions != null ? instructions : others.instructions,
                consoleBytes != null ? consoleBytes : others.consoleBytes,
                memoryBytes != null ? memoryBytes : others.memoryBytes);
    }

    /// These limits, and [Limits#DEFAULT] where they say nothing.
    ///
    /// @throws IllegalArgumentException when one is out of range
    public Limits complete() {
        var usual = Limits.DEFAULT;
        return new Limits(
                cycles != null ? cycles : usual.cycles(),
                instructions != null ? instructions : usual.instructions(),
                consoleBytes != null ? consoleBytes : usual.consoleBytes(),
                memoryBytes != null ? memoryBytes : usual.memoryBytes());
    }
}
