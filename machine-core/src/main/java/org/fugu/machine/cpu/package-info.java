/// The processor: contexts, CSRs and the interpreter, which is the oracle for every other engine.
///
/// Invariants: where a run is cut, and whether an access waits, changes no register, no count and
/// no cycle of the processor's own; a trap is precise; floating point is exact in all rounding
/// modes and takes nothing from the host that is not proven equal.
@NullMarked
package org.fugu.machine.cpu;

import org.jspecify.annotations.NullMarked;
