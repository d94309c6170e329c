package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.service.identifier.Identifiers;

/// A user as others see one.
public record User(@Schema(pattern = Identifiers.PATTERN) String id, String name, Role role) {
    /// What a user can be called, as a regular expression.
    public static final String NAME_FORM = "[a-z][a-z0-9._-]{1,31}";

    public static final String NAME_RULE =
            "must be 2 to 32 small letters, digits, dots, dashes or underscores, and begin with a letter";

    static User of(Account account) {
        return new User(account.id(), account.name(), account.role());
    }
}
