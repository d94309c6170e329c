/// From a bundle and what somebody asked for to a run, and from a run's report to what people read.
///
/// Everything that can be wrong with a request is found before the kernel sees it; nothing here
/// looks at the host.
@NullMarked
package org.fugu.bundle.run;

import org.jspecify.annotations.NullMarked;
