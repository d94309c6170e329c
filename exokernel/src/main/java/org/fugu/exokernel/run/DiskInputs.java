package org.fugu.exokernel.run;

/// [DiskContents] as a value that can be kept.
///
/// @param digest SHA-256 of the bytes
public record DiskInputs(String digest) {
    public DiskInputs {
        JobInputs.requireDigest("disk", digest);
    }

    static DiskInputs of(DiskContents contents) {
        return new DiskInputs(RunInputs.sha256(contents.bytes()));
    }

    /// @throws IllegalArgumentException if these are other contents
    DiskContents contents(byte[] bytes) {
        JobInputs.requireSame("disk", digest, bytes);
        return new DiskContents(bytes);
    }
}
