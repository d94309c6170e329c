package org.fugu.service.measurement;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.library.LibraryName;
import org.fugu.service.problem.Refusal;
import org.fugu.service.project.Project;
import org.jspecify.annotations.Nullable;

/// A measurement to be made.
///
/// @param bundle the digest of one that you have uploaded
/// @param commit its hash, 40 or 64 hexadecimal digits
/// @param committedAt when it was committed
/// @param subject the first line of what was said about it
/// @param pullRequest which one it is of
/// @param libos a published library OS to run its benchmarks on, as in `exos@1.0`; absent for what its manifest says
record NewMeasurement(
        @NotNull @Pattern(regexp = Identifiers.DIGEST_PATTERN, message = "must be 64 hexadecimal digits")
        String bundle,

        @NotNull @Pattern(regexp = COMMIT_FORM, message = "must be 40 or 64 hexadecimal digits")
        String commit,

        @NotNull @Pattern(regexp = Project.LINE_FORM, message = Project.LINE_RULE) @Size(max = Project.LONGEST_BRANCH)
        String branch,

        @NotNull @Schema(format = "date-time") @Size(max = 40) @Pattern(regexp = TIME_FORM, message = TIME_RULE)
        String committedAt,

        @Pattern(regexp = "(?:" + Project.LINE_FORM + ")?", message = Project.LINE_RULE) @Size(max = 200) @Nullable
        String subject,

        @Pattern(regexp = Project.LINE_FORM, message = Project.LINE_RULE) @Size(max = 40) @Nullable
        String pullRequest,

        @Schema(pattern = LibraryName.FORM) @Nullable String libos) {
    static final String COMMIT_FORM = Identifiers.COMMIT_FORM;
    private static final String TIME_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(?:Z|[+-][0-9]{2}:[0-9]{2})";
    private static final String TIME_RULE = "must be a time as in 2026-01-31T12:00:00Z";

    /// @throws Refusal when there is no such time
    OffsetDateTime time() {
        try {
            return OffsetDateTime.parse(committedAt);
        } catch (DateTimeException e) {
            throw Refusal.ofField(422, "invalid-body", "/committedAt", "committedAt " + TIME_RULE);
        }
    }
}
