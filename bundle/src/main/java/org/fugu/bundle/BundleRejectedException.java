package org.fugu.bundle;

import java.util.List;

/// A bundle was refused; nothing of it was kept.
public final class BundleRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient List<Violation> violations;

    /// @param code one of [BundleRefusal]'s codes, or a code of the kernel's loader such as
    ///     `elf-truncated`
    /// @param message a sentence that says what to do
    /// @param violations the places in the manifest, if that is what is wrong
    public BundleRejectedException(String code, String message, List<Violation> violations) {
        super(message);
        this.code = code;
        this.violations = List.copyOf(violations);
    }

    BundleRejectedException(BundleRefusal refusal, String message) {
        this(refusal.code(), message, List.of());
    }

    public String code() {
        return code;
    }

    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }
}
