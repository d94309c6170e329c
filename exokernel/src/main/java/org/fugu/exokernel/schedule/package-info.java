/// Who has the processor when. Jobs that share nodes are scheduled as gangs: a job's environments have
/// their processors at the same time, so that they can answer each other. Within a rank, environments
/// have slices of its time, and alarms.
@NullMarked
package org.fugu.exokernel.schedule;

import org.jspecify.annotations.NullMarked;
