/// Simulated time: the event queue of a node and the order in which things happen.
@NullMarked
package org.fugu.machine.clock;

import org.jspecify.annotations.NullMarked;
