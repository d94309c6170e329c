package org.fugu.bundle;

/// How large a bundle may be. Everything is held in memory, so each bound is also a bound on the
/// heap one upload can claim.
public final class BundleBounds {
    /// Bytes of the archive as uploaded.
    public static final int MAX_ARCHIVE_BYTES = 32 << 20;

    /// Bytes of one file, unpacked.
    public static final int MAX_FILE_BYTES = 32 << 20;

    /// Bytes of all files together, unpacked.
    public static final int MAX_TOTAL_BYTES = 64 << 20;

    public static final int MAX_FILES = 512;
    public static final int MAX_PATH_BYTES = 240;
    public static final int MAX_MANIFEST_BYTES = 64 << 10;

    /// Unpacked to packed bytes of one file. DEFLATE reaches 1,032 at the most; programs stay below
    /// 20.
    static final int MAX_RATIO = 200;

    /// Files smaller than this are never a bomb, however well they pack.
    static final int RATIO_FREE_BYTES = 1 << 20;

    private BundleBounds() {}

    static BundleRejectedException tooManyFiles() {
        return new BundleRejectedException(
                BundleRefusal.TOO_MANY_FILES, "a bundle has at most " + MAX_FILES + " files and folders");
    }

    static BundleRejectedException totalTooLarge() {
        return new BundleRejectedException(
                BundleRefusal.TOO_LARGE, "the files of a bundle are at most " + MAX_TOTAL_BYTES + " bytes together");
    }

    static BundleRejectedException fileTooLarge(String path) {
        return new BundleRejectedException(
                BundleRefusal.TOO_LARGE, "'" + path + "' is larger than " + MAX_FILE_BYTES + " bytes");
    }

    static BundleRejectedException archiveTooLarge() {
        return new BundleRejectedException(
                BundleRefusal.TOO_LARGE, "the archive is larger than " + MAX_ARCHIVE_BYTES + " bytes");
    }
}
