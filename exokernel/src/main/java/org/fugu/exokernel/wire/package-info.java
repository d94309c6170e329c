/// The form in which values leave the process and come back: JSON in which every value has exactly
/// one text. It knows nothing of the values.
@NullMarked
package org.fugu.exokernel.wire;

import org.jspecify.annotations.NullMarked;
