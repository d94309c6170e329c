package org.fugu.exokernel.loader;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Rights;

/// A part of the image that is loaded.
///
/// @param address of its first byte, not always the first of a page
/// @param memoryBytes at least `fileBytes`; the rest is zero
/// @param shared one copy for the whole job
/// @param guaranteed refilled by the kernel even when there is an exception entry
public record ImageSegment(
        long address,
        long memoryBytes,
        long fileOffset,
        long fileBytes,
        Rights rights,
        boolean shared,
        boolean guaranteed) {
    public long firstPage() {
        return address >>> AddressSpace.PAGE_SHIFT;
    }

    /// Rounded to whole pages at both ends.
    public long pages() {
        long lastPage = (address + memoryBytes - 1) >>> AddressSpace.PAGE_SHIFT;
        return lastPage - firstPage() + 1;
    }

    /// The same at another address.
    ImageSegment movedBy(long bytes) {
        return new ImageSegment(address + bytes, memoryBytes, fileOffset, fileBytes, rights, shared, guaranteed);
    }

    boolean contains(long wanted) {
        return wanted >= address && wanted - address < memoryBytes;
    }
}
