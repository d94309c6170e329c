package org.fugu.service.run;

import org.fugu.bundle.observe.JobTraces;
import org.fugu.service.disk.DiskOrder;
import org.fugu.service.input.InputOrder;
import org.jspecify.annotations.Nullable;

/// What belongs to a run besides what is carried out.
///
/// @param trace what part of it is to be traced, or null
/// @param disk that it has, or null
/// @param reads what it can read
public record RunBelongings(
        JobTraces.@Nullable Part trace, @Nullable DiskOrder disk, InputOrder reads) {
    boolean isTraced() {
        return trace != null;
    }

    /// Whether what its disk holds at the end is to be kept.
    boolean keepsDisk() {
        return disk != null && disk.keep();
    }
}
