package org.fugu.service.bundle;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.fugu.bundle.BundleBounds;
import org.fugu.service.document.KnownValues;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A bundle as its uploader sees it.
///
/// @param digest its identity, 64 hexadecimal digits
/// @param kind `application`, which has programs, or `libos`, a library OS
/// @param programs the names of its programs
/// @param libos the library OS that its programs ask for: published, as in `exos@1.0`, or a file of the bundle;
///     null where it is linked into them
/// @param run what a submission does unless told otherwise
/// @param benchmarks the names of its benchmarks
/// @param size of all its files together, in bytes
public record UploadedBundle(
        @Schema(pattern = Identifiers.DIGEST_PATTERN) String digest,
        String name,
        String version,
        @KnownValues(Kind.class) String kind,
        List<String> programs,
        @Nullable String libos,
        DefaultRun run,
        List<String> benchmarks,

        @Schema(minimum = "0", maximum = "" + BundleBounds.MAX_TOTAL_BYTES)
        long size,

        Instant uploadedAt) {
    /// What a bundle can be.
    enum Kind {
        APPLICATION,
        LIBOS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether it can be published for runs of others.
    public boolean ofLibraryOs() {
        return kind.equals(Kind.LIBOS.wireName());
    }

    /// The manifest's `run`.
    ///
    /// @param program null when the manifest has several and names none
    public record DefaultRun(
            @Nullable String program, String machine, String mesh, List<String> args, DefaultLimits limits) {}

    /// The limits that the manifest names; null where it leaves them to the service.
    public record DefaultLimits(
            @Nullable Long cycles,
            @Nullable Long instructions,
            @Nullable Long consoleBytes,
            @Nullable Long memoryBytes) {}
}
