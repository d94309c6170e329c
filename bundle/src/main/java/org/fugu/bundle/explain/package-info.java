/// What people are told of a run's end beyond its outcome: functions, files and lines of addresses,
/// where ranks wait, and what a program built for Linux asked for.
@NullMarked
package org.fugu.bundle.explain;

import org.jspecify.annotations.NullMarked;
