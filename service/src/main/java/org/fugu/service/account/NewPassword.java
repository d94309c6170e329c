package org.fugu.service.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// A user's own password, to be changed.
///
/// @param oldPassword the one that they have
/// @param newPassword at least 12 characters, and another one
/// @param revokeKeys whether their API keys are revoked too; absent for no
record NewPassword(
        @NotNull @Size(max = 1000) String oldPassword,

        @NotNull @Size(min = NewUser.SHORTEST_PASSWORD, max = 1000, message = NewUser.PASSWORD_RULE)
        String newPassword,

        @Nullable Boolean revokeKeys) {
    /// A password never gets into a log by way of its record.
    @Override
    public String toString() {
        return "NewPassword[]";
    }
}
