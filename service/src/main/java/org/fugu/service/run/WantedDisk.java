package org.fugu.service.run;

import org.fugu.service.disk.DiskOrder;
import org.jspecify.annotations.Nullable;

/// What somebody wants the disks of a program to hold, and to become of them.
///
/// @param disk `blank`, or an earlier run; null for what the manifest says
/// @param keep whether what the first node's holds at the end is to be kept; null for not
public record WantedDisk(@Nullable String disk, @Nullable Boolean keep) {
    /// What `disk` may be in a request, as a regular expression.
    public static final String FORM = "^(blank|run_[0-9a-hjkmnp-tv-z]{20})$";

    /// The run whose disk is wanted, or null.
    @Nullable
    String source() {
        return disk == null || disk.equals(DiskOrder.BLANK) ? null : disk;
    }

    boolean isKept() {
        return Boolean.TRUE.equals(keep);
    }
}
