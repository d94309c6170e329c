package org.fugu.service.project;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/// A link by which people can join a project.
///
/// @param role what they are to be; absent for `member`
/// @param uses how many can join by it; absent for 1
/// @param expiresInDays absent for 7
record NewInvitation(
        @Schema(allowableValues = {"member", "viewer"}) @Nullable
        ProjectRole role,

        @Min(1) @Max(Members.MOST) @Nullable Integer uses,
        @Min(1) @Max(365) @Nullable Integer expiresInDays) {}
