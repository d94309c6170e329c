package org.fugu.service.account;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// A key to be made.
///
/// @param name for its owner's eyes
/// @param expiresInDays absent for a key that does not expire; one made with a key ends with that one at the latest
/// @param scope how much of what its owner may it may; absent for `run`. A project's key has none
public record NewKey(
        @NotBlank @Size(max = 100) String name,
        @Min(1) @Max(3650) @Nullable Integer expiresInDays,
        @Nullable KeyScope scope) {}
