/// The DRAM of a node, allocated by touched frame. Data are held once, here; caches hold tags and
/// state only.
@NullMarked
package org.fugu.machine.memory;

import org.jspecify.annotations.NullMarked;
