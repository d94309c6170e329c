/// Reports of comparisons and figures, for people and for other programs: one for every outcome, also
/// where there was nothing to compare.
@NullMarked
package org.fugu.experiment.report;

import org.jspecify.annotations.NullMarked;
