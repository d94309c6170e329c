package org.fugu.service.input;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.service.identifier.Identifiers;

/// Bytes that runs can be given to read.
///
/// @param digest SHA-256 of the bytes
public record UploadedInput(
        @Schema(pattern = Identifiers.DIGEST_PATTERN) String digest,

        @Schema(minimum = "0") long bytes) {}
