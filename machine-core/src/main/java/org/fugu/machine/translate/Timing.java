package org.fugu.machine.translate;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.InstructionLatencies;

/// What translated code knows of a machine: what its instructions take, and how its table of hits is
/// made. Code is shared only where this is the same.
///
/// @param ahead whether it is for a processor that runs ahead, which keeps what it replaces and when it
///     used what
record Timing(InstructionLatencies latencies, int granuleShift, int hitMask, boolean ahead) {
    Timing(InstructionLatencies latencies, HitTable hits, boolean ahead) {
        this(latencies, hits.granuleShift, hits.mask, ahead);
    }
}
