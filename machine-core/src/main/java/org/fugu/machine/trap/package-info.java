/// Why a processor leaves its program.
@NullMarked
package org.fugu.machine.trap;

import org.jspecify.annotations.NullMarked;
