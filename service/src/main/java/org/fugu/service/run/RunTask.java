package org.fugu.service.run;

import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.RunPlan;
import org.jspecify.annotations.Nullable;

/// What a worker is to do of a run.
///
/// @param plan what is carried out
/// @param trace what part of it is wanted as a trace, or null
/// @param keepsDisk whether what its disk holds at the end is to be kept
/// @param inSet whether a run-set compares it with others
/// @param watched whether what the kernel does is counted for the set
record RunTask(RunPlan plan, JobTraces.@Nullable Part trace, boolean keepsDisk, boolean inSet, boolean watched) {}
