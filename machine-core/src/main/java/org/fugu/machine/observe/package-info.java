/// What can be seen of a machine from outside: counters and digests. Observing changes nothing.
@NullMarked
package org.fugu.machine.observe;

import org.jspecify.annotations.NullMarked;
