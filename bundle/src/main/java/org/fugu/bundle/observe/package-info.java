/// What was observed of a run, in the formats of the tools that show it. Nothing of the host is in
/// them: a run gives the same bytes every time.
@NullMarked
package org.fugu.bundle.observe;

import org.jspecify.annotations.NullMarked;
