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

    IssuedKey issue(Account owner, NewKey wanted) {
        var token = ApiToken.fresh();
        var id = Identifiers.fresh("key_");
        var days = wanted.expiresInDays();
        var expires =
                days == null ? null : Instant.now().plus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC);
        var row = database.sql("""
                        insert into api_keys (id, user_id, name, prefix, token_hash, expires_at)
                        values (:id, :user, :name, :prefix, :hash, :expires) returning *
                        """)
                .param("id", id)
                .param("user", owner.id())
                .param("name", wanted.name())
                .param("prefix", token.shown())
                .param("hash", token.hash())
                .param("expires", expires)
                .query(ApiKeys::row)
                .single();
        var key = row.key();
        return new IssuedKey(id, key.name(), token.text(), key.prefix(), key.createdAt(), key.expiresAt());
    }

    /// Who that token speaks for, if it is valid now. Notes the use, at most once a minute.
    Optional<Account> use(ApiToken token) {
        var account = database.sql("""
                        select u.id, u.name, u.role from api_keys k join users u on u.id = k.user_id
                        where k.token_hash = :hash and k.revoked_at is null
                          and (k.expires_at is null or k.expires_at > now())
                        """)
                .param("hash", token.hash())
                .query((row, _) -> new Account(row.getString(1), row.getString(2), Role.ofWire(row.getString(3))))
                .optional();
        if (account.isPresent()) noteUse(token);
        return account;
    }

    private void noteUse(ApiToken token) {
        database.sql("""
                        update api_keys set last_used_at = now() where token_hash = :hash
                          and (last_used_at is null or last_used_at < now() - interval '1 minute')
                        """).param("hash", token.hash()).update();
    }

    List<Row> list(Account owner, Paging paging) {
        return database.sql("""
                        select * from api_keys where user_id = :user and revoked_at is null and number < :before
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
                        where id = :id and user_id = :user and revoked_at is null
                        """).param("id", id).param("user", owner.id()).update() > 0;
    }

    private static Row row(ResultSet row, int index) throws SQLException {
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

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return row.wasNull() ? null : time.toInstant();
    }
}
