package org.fugu.service.verification;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// A run that is carried out once more, to be compared.
///
/// @param run which
/// @param audit whether the nightly audit chose it; else its owner asked
/// @param same whether it had the same digests; null unless finished
/// @param digest that it had this time; null unless finished, as is `resultDigest`
/// @param failure why it came to no result, or null
/// @param waitingFor what it waits for, for people; null unless queued
record Verification(
        @Schema(pattern = Identifiers.PATTERN) String id,
        @Schema(pattern = Identifiers.PATTERN) String run,
        VerificationState state,
        boolean audit,
        @Nullable Boolean same,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String digest,

        @Schema(pattern = Identifiers.DIGEST_PATTERN) @Nullable
        String resultDigest,

        @Nullable String failure,
        @Nullable String waitingFor,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {
    Verification waitingFor(String what) {
        return new Verification(
                id, run, state, audit, same, digest, resultDigest, failure, what, createdAt, startedAt, finishedAt);
    }
}
