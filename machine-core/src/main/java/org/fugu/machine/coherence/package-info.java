/// The home-node directory and its protocol. Invariant: a line has one writer or any number of
/// readers.
@NullMarked
package org.fugu.machine.coherence;

import org.jspecify.annotations.NullMarked;
