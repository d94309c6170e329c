package org.fugu.service.account;

import org.jspecify.annotations.Nullable;

/// Who asks: the signed-in user of a request.
///
/// @param key what the request came with; null in a session
public record Account(
        String id, String name, Role role, @Nullable CallingKey key) {
    Account(String id, String name, Role role) {
        this(id, name, role, null);
    }

    public boolean isAdmin() {
        return role == Role.ADMIN;
    }

    /// Whether the request may see that project, as far as its key is concerned.
    public boolean reaches(String project) {
        return key == null || key.project() == null || key.project().equals(project);
    }

    /// Whether a key for one project speaks, which never does what only an owner may.
    public boolean isNarrow() {
        return key != null && key.project() != null;
    }
}
