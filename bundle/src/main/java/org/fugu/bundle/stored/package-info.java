/// Archives of a few files as they are, of which each has exactly one form.
@NullMarked
package org.fugu.bundle.stored;

import org.jspecify.annotations.NullMarked;
