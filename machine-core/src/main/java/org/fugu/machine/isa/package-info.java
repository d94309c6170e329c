/// The instruction set: what the words of a program mean, RV64GC without privileged instructions.
///
/// Invariants: an instruction is declared once, in [Operation]; a decoded instruction is one `long`
/// laid out by [Instruction]; a compressed instruction decodes to the operation that it
/// abbreviates.
@NullMarked
package org.fugu.machine.isa;

import org.jspecify.annotations.NullMarked;
