package org.fugu.service.library;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.fugu.bundle.BundleBounds;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A published version of a library OS, as somebody sees it who may bind runs to it.
///
/// @param libos what a submission names it by: name and version, as in `exos@1.0`
/// @param owner the name of who published it
/// @param mine whether that is who asks
/// @param bundle the digest of its bundle, which never changes
/// @param size of the bundle's files together, in bytes
/// @param users whom it is for, when it is for named users; told to its owner alone
/// @param project for who takes part in it, when it is for a project; told to its owner alone
/// @param retiredAt since when it takes no new runs; null while it does
record PublishedLibrary(
        @Schema(pattern = LibraryName.FORM) String libos,
        String name,
        String version,
        String owner,
        boolean mine,
        @Schema(pattern = Identifiers.DIGEST_PATTERN) String bundle,

        @Schema(minimum = "0", maximum = "" + BundleBounds.MAX_TOTAL_BYTES)
        long size,

        LibraryVisibility visibility,
        @Nullable List<String> users,
        @Schema(pattern = Identifiers.PATTERN) @Nullable String project,
        Instant publishedAt,
        @Nullable Instant retiredAt) {}
