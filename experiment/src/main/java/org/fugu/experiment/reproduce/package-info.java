/// Published results beside this machine's: the figures, the rows that compare them, and the records of
/// what the presets were calibrated with and of what the rows come to under other figures.
@NullMarked
package org.fugu.experiment.reproduce;

import org.jspecify.annotations.NullMarked;
