package org.fugu.service.run;

import org.jspecify.annotations.Nullable;

/// What is kept of a kind of work on its way, so that another attempt need not begin at the beginning.
///
/// @param further the condition under which an attempt has kept something that is further than where it began
/// @param checkpoints the kind whose checkpoints they are, in one word; null if there are none
public record KeptWork(String further, @Nullable String checkpoints) {
    /// Checkpoints of its runs.
    ///
    /// @param kind in one word, of which the names of the tables are made
    public static KeptWork checkpoints(String kind) {
        return new KeptWork(CheckpointRows.further(kind), kind);
    }

    /// Parts of it that are done.
    ///
    /// @param further the condition under which an attempt has kept one
    public static KeptWork parts(String further) {
        return new KeptWork(further, null);
    }

    /// Either.
    public KeptWork orParts(String more) {
        return new KeptWork("(" + further + " or " + more + ")", checkpoints);
    }
}
