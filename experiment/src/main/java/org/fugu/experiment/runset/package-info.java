/// Run-sets: many runs of one program that differ along axes, and what the structures of the operating system among
/// them cost, beside what was published.
@NullMarked
package org.fugu.experiment.runset;

import org.jspecify.annotations.NullMarked;
