package org.fugu.service.run;

import org.fugu.experiment.runset.Coordinates;
import org.fugu.service.machine.NamedMachine;
import org.jspecify.annotations.Nullable;

/// A run that can be accepted.
///
/// @param machine as it was when the run was planned
/// @param at its place in a run-set, or null
record PlannedRun(
        RunOrder order, NamedMachine machine, @Nullable Coordinates at) {}
