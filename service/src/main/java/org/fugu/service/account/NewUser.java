package org.fugu.service.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/// A user to be made.
///
/// @param name what the user signs in with
/// @param password at least 12 characters
record NewUser(
        @NotNull @Pattern(regexp = User.NAME_FORM, message = User.NAME_RULE)
        String name,

        @NotNull @Size(min = SHORTEST_PASSWORD, max = 1000, message = PASSWORD_RULE)
        String password,

        @NotNull Role role) {
    static final int SHORTEST_PASSWORD = 12;
    static final String PASSWORD_RULE = "must have 12 to 1000 characters";
}
