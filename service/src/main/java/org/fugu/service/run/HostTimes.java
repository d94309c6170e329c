package org.fugu.service.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a run took on the hosts that carried it out.
///
/// @param nanos of all attempts that its result came of
/// @param beganAfter from when the queue was asked for the last attempt to its first instruction; null of a part of a
///     co-run
record HostTimes(long nanos, @Nullable Duration beganAfter) {}
