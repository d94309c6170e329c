/// The disk of a node: what it holds, how long it takes, and its way to memory.
@NullMarked
package org.fugu.machine.disk;

import org.jspecify.annotations.NullMarked;
