/// The translation look-aside buffer. Software refills it; there is no hardware page walk.
@NullMarked
package org.fugu.machine.tlb;

import org.jspecify.annotations.NullMarked;
