package org.fugu.service.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The stored API keys.
@Component
class ApiKeys {
    record Row(long number, ApiKey key) {}

    private final JdbcClient database;

    ApiKeys(JdbcClient database) {
        this.database = database;
    }

    /// @param project what the key is narrowed to, or null
    IssuedKey issue(Account owner, @Nullable String project, NewKey wanted) {
        var token = ApiToken.fresh(project == null ? KeyKind.USER : KeyKind.RUN);
        var id = Identifiers.fresh("key_");
        var days = wanted.expiresInDays();
        var expires =
                days == null ? null : Instant.now().plus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC);
        var row = database.sql("""
                        insert into api_keys (id, user_id, project_id, name, prefix, token_hash, expires_at)
                        values (:id, :user, :project, :name, :prefix, :hash, :expires) returning *
                        """)
                .param("id", id)
                .param("user", owner.id())
                .param("project", project)
                .param("name", wanted.name())
                .param("prefix", token.shown())
                .param("hash", token.hash())
                .param("expires", expires)
                .query(ApiKeys::row)
                .single();
        var key = row.key();
        return new IssuedKey(id, key.name(), token.text(), key.prefix(), key.createdAt(), key.expiresAt());
    }

    /// Who that token speaks for, if it is valid now: no key exceeds who made it, so that one for a project
    /// is not while its maker may not measure there. Notes the use, at most once a minute.
    Optional<Account> use(ApiToken token) {
        var account = database.sql("""
                        select u.id, u.name, u.role, k.id as key, k.project_id
                        from api_keys k join users u on u.id = k.user_id
                        where k.token_hash = :hash and k.revoked_at is null
                          and (k.expires_at is null or k.expires_at > now())
                          and (k.project_id is null or exists (
                              select 1 from project_members m where m.project_id = k.project_id
                                  and m.user_id = k.user_id and m.role in ('owner', 'member')))
                        """)
                .param("hash", token.hash())
                .query(ApiKeys::caller)
                .optional();
        if (account.isPresent()) noteUse(token);
        return account;
    }

    private static Account caller(ResultSet row, int index) throws SQLException {
        var project = row.getString("project_id");
        // What an administrator made for a pipeline administers nothing.
        var role = project == null ? Role.ofWire(row.getString("role")) : Role.USER;
        return new Account(
                row.getString("id"), row.getString("name"), role, new CallingKey(row.getString("key"), project));
    }

    private void noteUse(ApiToken token) {
        database.sql("""
                        update api_keys set last_used_at = now() where token_hash = :hash
                          and (last_used_at is null or last_used_at < now() - interval '1 minute')
                        """).param("hash", token.hash()).update();
    }

    List<Row> list(Account owner, Paging paging) {
        return database.sql("""
                        select * from api_keys
                        where user_id = :user and project_id is null and revoked_at is null and number < :before
                        order by number desc limit :limit
                        """)
                .param("user", owner.id())
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(ApiKeys::row)
                .list();
    }

    /// @return whether there was such a key of that owner
    boolean revoke(Account owner, String id) {
        return database.sql("""
                        update api_keys set revoked_at = now()
                        where id = :id and user_id = :user and project_id is null and revoked_at is null
                        """).param("id", id).param("user", owner.id()).update() > 0;
    }

    static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new ApiKey(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("prefix"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row, "expires_at"),
                        instant(row, "last_used_at")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return row.wasNull() ? null : time.toInstant();
    }
}
