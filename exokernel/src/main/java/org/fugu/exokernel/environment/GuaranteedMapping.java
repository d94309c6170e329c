package org.fugu.exokernel.environment;

import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.frame.Frames;

/// A range of virtual pages that the kernel maps by itself.
///
/// @param firstPage virtual page number
/// @param always also for an environment that handles its own exceptions
public record GuaranteedMapping(long firstPage, Frames frames, Rights rights, boolean always) {
    public boolean covers(long virtualPage) {
        return virtualPage >= firstPage && virtualPage - firstPage < frames.count();
    }

    /// The physical frame of a page that this mapping [#covers].
    public long frame(long virtualPage) {
        return frames.physical((int) (virtualPage - firstPage));
    }
}
