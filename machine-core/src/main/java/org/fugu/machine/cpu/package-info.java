/// The processor: contexts, CSRs and the interpreter, which is the oracle for every other engine.
@NullMarked
package org.fugu.machine.cpu;

import org.jspecify.annotations.NullMarked;
