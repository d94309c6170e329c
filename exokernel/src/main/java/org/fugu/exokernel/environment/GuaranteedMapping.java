package org.fugu.exokernel.environment;

import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.frame.Frames;
import org.jspecify.annotations.Nullable;

/// A range of virtual pages that the kernel maps by itself.
///
/// @param firstPage virtual page number
/// @param always also for an environment that handles its own exceptions
/// @param source the capability it holds by, or null for what the environment was loaded with
public record GuaranteedMapping(
        long firstPage,
        Frames frames,
        Rights rights,
        boolean always,
        @Nullable Capability source) {
    /// What an environment is loaded with.
    public GuaranteedMapping(long firstPage, Frames frames, Rights rights, boolean always) {
        this(firstPage, frames, rights, always, null);
    }

    public boolean covers(long virtualPage) {
        return virtualPage >= firstPage && virtualPage - firstPage < frames.count();
    }

    boolean overlaps(long otherPage, int pages) {
        return otherPage < firstPage + frames.count() && firstPage < otherPage + pages;
    }

    /// Whether its capability has not been taken away.
    boolean holds() {
        return source == null || !source.isMarked();
    }

    /// The physical frame of a page that this mapping [#covers].
    public long frame(long virtualPage) {
        return frames.physical((int) (virtualPage - firstPage));
    }
}
