package org.fugu.exokernel.run;

/// A [LibraryOs] as a value that can be kept.
///
/// @param bundle the bundle's identity
/// @param digest SHA-256 of the shared object
public record LibraryInputs(String name, String version, String bundle, String digest) {
    public LibraryInputs {
        JobInputs.requireDigest("library OS", digest);
    }

    static LibraryInputs of(LibraryOs library) {
        return new LibraryInputs(
                library.name(), library.version(), library.identity(), RunInputs.sha256(library.image()));
    }

    /// @param image the shared object
    /// @throws IllegalArgumentException if it is another one
    LibraryOs library(byte[] image) {
        JobInputs.requireSame("library OS", digest, image);
        return new LibraryOs(name, version, bundle, image);
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
