/// Physical memory of a node: which frames are free, and how frames are named over all nodes.
///
/// A frame belongs to at most one allocation. Runs are chosen by size and place alone, so the same
/// requests get the same frames on every host.
@NullMarked
package org.fugu.exokernel.frame;

import org.jspecify.annotations.NullMarked;
