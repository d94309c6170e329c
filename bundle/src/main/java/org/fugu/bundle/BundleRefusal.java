package org.fugu.bundle;

/// Why a bundle is refused. The codes are part of the service's and the command line's contract.
public enum BundleRefusal {
    NOT_A_ZIP("bundle-not-a-zip"),
    PATH_OUTSIDE("bundle-path-outside"),
    LINK("bundle-link"),
    TOO_MANY_FILES("bundle-too-many-files"),
    TOO_LARGE("bundle-too-large"),
    RATIO("bundle-ratio"),
    DUPLICATE("bundle-duplicate"),
    MANIFEST_MISSING("manifest-missing"),
    MANIFEST_INVALID("manifest-invalid"),
    PROGRAM_MISSING("program-missing");

    private final String code;

    BundleRefusal(String code) {
        this.code = code;
    }

    /// The stable code, for example `bundle-path-outside`.
    public String code() {
        return code;
    }
}
