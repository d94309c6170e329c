/// Documents of this project: one record says what is written and what is read.
@NullMarked
package org.fugu.experiment.wire;

import org.jspecify.annotations.NullMarked;
