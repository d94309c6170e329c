package org.fugu.service.run;

import java.util.SortedMap;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.service.disk.DiskOrder;
import org.jspecify.annotations.Nullable;

/// An accepted run, every choice made: carried out today or in a year, it is the same run.
///
/// @param machine the service's machine
/// @param overrides figures that were asked for, by name, be they the preset's or not
/// @param trace what part of it is to be traced, or null
/// @param disk null if it has none
/// @param marks what its owner says of it
record RunOrder(
        String id,
        String userId,
        String machine,
        RunInputs inputs,
        SortedMap<String, Long> overrides,
        JobTraces.@Nullable Part trace,
        @Nullable DiskOrder disk,
        RunMarks marks) {
    /// Whether what its disk holds at the end is to be kept.
    boolean keepsDisk() {
        return disk != null && disk.keep();
    }
}
