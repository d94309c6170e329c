package org.fugu.service.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// Links a user with an identity at the configured provider.
///
/// @param subject its name for them, `sub` of its tokens
record NewIdentity(
        @NotNull @Size(min = 1, max = LONGEST_SUBJECT) String subject) {
    /// OpenID Connect Core 1.0, section 2.
    static final int LONGEST_SUBJECT = 255;
}
