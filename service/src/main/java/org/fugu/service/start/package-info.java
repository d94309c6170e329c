/// Why the service could not start, in a sentence for the one who starts it.
@NullMarked
package org.fugu.service.start;

import org.jspecify.annotations.NullMarked;
