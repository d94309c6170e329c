package org.fugu.service.input;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// Something that a run can read.
///
/// @param name under which its program finds it; null for the standard input
/// @param digest SHA-256 of the bytes
/// @param source `upload`, which its owner can download, or `bundle`, of which it is a file
public record RunInput(
        @Nullable String name,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) String digest,

        @Schema(minimum = "0") long bytes,

        @Schema(allowableValues = {UPLOAD, BUNDLE}) String source) {
    /// It was uploaded.
    public static final String UPLOAD = "upload";

    /// It is in the bundle.
    public static final String BUNDLE = "bundle";
}
