/// Capabilities: unforgeable references that carry authority, held by the kernel in slots.
///
/// A guest knows only handles. A handle names a slot and the generation in which it was given out,
/// so that a handle whose capability is gone never names another one. What is derived has no more
/// rights than what it was derived from, and goes with it.
@NullMarked
package org.fugu.exokernel.capability;

import org.jspecify.annotations.NullMarked;
