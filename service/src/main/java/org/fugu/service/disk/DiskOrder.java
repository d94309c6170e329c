package org.fugu.service.disk;

/// What the disk of a run is to hold when it begins, and what becomes of it.
///
/// @param source [#BLANK], [#MANIFEST], or the run that left it behind
/// @param before SHA-256 of what it holds
/// @param keep whether what it holds at the end is to be kept
public record DiskOrder(String source, String before, boolean keep) {
    /// The source of a disk on which nothing is but zeros.
    public static final String BLANK = "blank";

    /// The source of a disk that comes with the bundle.
    public static final String MANIFEST = "manifest";

    /// Whether a run left it behind.
    boolean isKept() {
        return !source.equals(BLANK) && !source.equals(MANIFEST);
    }
}
