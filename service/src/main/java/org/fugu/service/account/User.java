package org.fugu.service.account;

/// A user as others see one.
public record User(String id, String name, Role role) {
    static User of(Account account) {
        return new User(account.id(), account.name(), account.role());
    }
}
