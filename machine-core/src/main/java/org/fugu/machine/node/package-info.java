/// One node: puts the parts together and lets each have the events that are for it.
@NullMarked
package org.fugu.machine.node;

import org.jspecify.annotations.NullMarked;
