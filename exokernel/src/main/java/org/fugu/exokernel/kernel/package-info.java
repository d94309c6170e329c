/// The exokernel's part on each node: it answers faults and system calls, and other nodes' kernels.
/// It touches the state of its own node and nothing else; other nodes hear of it by packets.
@NullMarked
package org.fugu.exokernel.kernel;

import org.jspecify.annotations.NullMarked;
