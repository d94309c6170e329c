package org.fugu.machine.translate;

import org.fugu.machine.cache.HitTable;
import org.fugu.machine.cpu.InstructionLatencies;

/// What translated code knows of a machine: what its instructions take, and how its table of hits is
/// made. Code is shared only where this is the same.
record Timing(InstructionLatencies latencies, int granuleShift, int hitMask) {
    Timing(InstructionLatencies latencies, HitTable hits) {
        this(latencies, hits.granuleShift, hits.mask);
    }
}
