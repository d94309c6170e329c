package org.fugu.service.run;

import java.util.SortedMap;
import org.fugu.exokernel.run.RunInputs;

/// An accepted run, every choice made: carried out today or in a year, it is the same run.
///
/// @param machine the service's machine
/// @param overrides figures that were asked for, by name, be they the preset's or not
record RunOrder(String id, String userId, String machine, RunInputs inputs, SortedMap<String, Long> overrides) {}
