package org.fugu.service.account;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.fugu.service.identifier.Identifiers;
import org.jspecify.annotations.Nullable;

/// The key that a request came with.
///
/// @param scope how much of what its owner may it may; `run` for a run key
/// @param project what a run key is narrowed to; null for a user's key
/// @param expiresAt null when it does not expire
record KeyDetail(
        KeyKind kind,
        String name,
        KeyScope scope,
        @Nullable KeyProject project,
        @Nullable Instant expiresAt) {
    /// @param defaultBranch whose figures others are compared with
    record KeyProject(@Schema(pattern = Identifiers.PATTERN) String id, String name, String defaultBranch) {}

    static KeyDetail of(ResultSet row, int index) throws SQLException {
        var id = row.getString("project");
        return new KeyDetail(
                id == null ? KeyKind.USER : KeyKind.RUN,
                row.getString("name"),
                KeyScope.ofWire(row.getString("scope")),
                id == null ? null : new KeyProject(id, row.getString("project_name"), row.getString("default_branch")),
                ApiKeys.instant(row, "expires_at"));
    }
}
