/// Why two runs differ: where they part first, and where the cycles of one are that the other has
/// not, by category, function, line, node and counter. The same two bundles give the same answer, byte
/// for byte.
@NullMarked
package org.fugu.experiment.difference;

import org.jspecify.annotations.NullMarked;
