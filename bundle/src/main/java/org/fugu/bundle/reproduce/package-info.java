/// Published results beside this machine's: the figures, the rows that compare them, and the record
/// of what the presets were calibrated with.
@NullMarked
package org.fugu.bundle.reproduce;

import org.jspecify.annotations.NullMarked;
