package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import org.fugu.service.identifier.Identifiers;

/// A user as others see one.
public record User(@Schema(pattern = Identifiers.PATTERN) String id, String name, Role role) {
    static User of(Account account) {
        return new User(account.id(), account.name(), account.role());
    }
}
