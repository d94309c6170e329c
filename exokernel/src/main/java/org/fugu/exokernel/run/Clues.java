package org.fugu.exokernel.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What helps people to understand how a run ended. Not in the digests.
///
/// @param waiting when the outcome is [Outcome#DEADLOCK]: every context that waits, by rank
/// @param refusedCall the first system call of Linux that a rank asked for and that is not here, of
///     the lowest rank that asked for one
public record Clues(List<Waiting> waiting, @Nullable Integer refusedCall) {
    public static final Clues NONE = new Clues(List.of(), null);
}
