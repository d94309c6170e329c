/// Runs in this process, with what they observe and the snapshots they keep.
@NullMarked
package org.fugu.cli.run;

import org.jspecify.annotations.NullMarked;
