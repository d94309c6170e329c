package org.fugu.machine.translate;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.InstructionLatencies;

/// What translated code knows of a machine, and how it is made for it. Code is shared only where this is
/// the same.
///
/// @param granuleShift of its table of hits
/// @param ahead whether it is for a processor that runs ahead, which keeps what it replaces and when it
///     used what
/// @param obtains whether an access that is not in the table of hits is made in a call; else it ends the
///     region. A call costs also where it is not made, since nothing stays in a register over it
record Timing(InstructionLatencies latencies, int granuleShift, boolean ahead, boolean obtains) {
    Timing(InstructionLatencies latencies, HitTable hits, boolean ahead) {
        this(latencies, hits.granuleShift, ahead, true);
    }

    /// The same for code that is left for an access that is not in the table.
    Timing leaving() {
        return new Timing(latencies, granuleShift, ahead, false);
    }
}
