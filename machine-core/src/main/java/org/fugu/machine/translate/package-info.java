/// Guest code as bytecode of the host's virtual machine, beside the interpreter, which stays the
/// reference. Both agree on every register, memory word and cycle; when something is translated
/// reaches no result.
@NullMarked
package org.fugu.machine.translate;

import org.jspecify.annotations.NullMarked;
