package org.fugu.service.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody wants a program to read besides what the manifest of its bundle says, or in its place.
///
/// @param stdin the standard input as text
/// @param stdinDigest the SHA-256 of an upload, for the standard input
/// @param files the SHA-256 of uploads, by name
public record WantedInputs(
        @Nullable String stdin,
        @Nullable String stdinDigest,
        @Nullable Map<String, String> files) {
    /// Of a standard input that comes as text, in characters.
    public static final int LONGEST_TEXT = 32 << 10;
}
