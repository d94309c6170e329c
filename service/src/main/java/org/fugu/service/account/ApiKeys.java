package org.fugu.service.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.identifier.SecretToken;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The stored API keys.
@Component
public class ApiKeys {
    record Row(long number, ApiKey key) {}

    private final JdbcClient database;

    ApiKeys(JdbcClient database) {
        this.database = database;
    }

    /// @param project what the key is narrowed to, or null
    IssuedKey issue(Account owner, @Nullable String project, NewKey wanted) {
        var token = SecretToken.fresh((project == null ? KeyKind.USER : KeyKind.RUN).wireName());
        var id = Identifiers.fresh("key_");
        var days = wanted.expiresInDays();
        var scope = project != null || wanted.scope() == null ? KeyScope.RUN : wanted.scope();
        var maker = owner.key();
        var row = database.sql("""
                        insert into api_keys (id, user_id, project_id, name, prefix, token_hash, scope, made_by, expires_at)
                        values (:id, :user, :project, :name, :prefix, :hash, :scope, :maker, least(
                            now() + make_interval(days => cast(:days as integer)),
                            (select expires_at from api_keys where id = :maker)))
                        returning *
                        """)
                .param("id", id)
                .param("user", owner.id())
                .param("project", project)
                .param("name", wanted.name())
                .param("prefix", token.shown())
                .param("hash", token.hash())
                .param("scope", scope.wireName())
                .param("maker", maker == null ? null : maker.id())
                .param("days", days)
                .query(ApiKeys::row)
                .single();
        var key = row.key();
        return new IssuedKey(id, key.name(), token.text(), key.prefix(), key.scope(), key.createdAt(), key.expiresAt());
    }

    /// Who that token speaks for, if it is valid now: no key exceeds who made it, so that one for a project
    /// is not while its maker may not measure there. Notes the use, at most once a minute.
    Optional<Account> use(SecretToken token) {
        record Use(Account account, boolean isToBeNoted) {}
        var use = database.sql("""
                        select u.id, u.name, u.role, k.id as key, k.project_id, k.scope,
                            (k.last_used_at < now() - interval '1 minute') is not false as to_be_noted
                        from api_keys k join users u on u.id = k.user_id
                        where k.token_hash = :hash and k.revoked_at is null
                          and u.disabled_at is null and u.deleted_at is null
                          and (k.expires_at is null or k.expires_at > now())
                          and (k.project_id is null or exists (
                              select 1 from project_members m where m.project_id = k.project_id
                                  and m.user_id = k.user_id and m.role in ('owner', 'member')))
                        """)
                .param("hash", token.hash())
                .query((row, _) -> new Use(caller(row), row.getBoolean("to_be_noted")))
                .optional();
        if (use.isPresent() && use.get().isToBeNoted()) noteUse(token);
        return use.map(Use::account);
    }

    private static Account caller(ResultSet row) throws SQLException {
        var project = row.getString("project_id");
        var scope = KeyScope.ofWire(row.getString("scope"));
        // What an administrator made for less administers nothing.
        var role = scope == KeyScope.FULL && project == null ? Role.ofWire(row.getString("role")) : Role.USER;
        return new Account(
                row.getString("id"), row.getString("name"), role, new CallingKey(row.getString("key"), project, scope));
    }

    private void noteUse(SecretToken token) {
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

    /// With those that were made with it.
    ///
    /// @return whether there was such a key of that owner
    @Transactional
    public boolean revoke(Account owner, String id) {
        var revoked =
                database.sql("""
                        update api_keys set revoked_at = now()
                        where id = :id and user_id = :user and project_id is null and revoked_at is null
                        """).param("id", id).param("user", owner.id()).update() > 0;
        if (revoked) revokeMadeWith(id);
        return revoked;
    }

    /// No key outlives the one that it was made with.
    void revokeMadeWith(String id) {
        database.sql("""
                        with recursive made as (
                            select id from api_keys where made_by = :id
                            union select k.id from api_keys k join made m on k.made_by = m.id)
                        update api_keys set revoked_at = now()
                        where id in (select id from made) and revoked_at is null
                        """).param("id", id).update();
    }

    /// All of that user's, those for projects too.
    ///
    /// @return how many
    public int revokeAll(String userId) {
        return database.sql("update api_keys set revoked_at = now() where user_id = :user and revoked_at is null")
                .param("user", userId)
                .update();
    }

    static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new ApiKey(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("prefix"),
                        KeyScope.ofWire(row.getString("scope")),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row, "expires_at"),
                        instant(row, "last_used_at")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return row.wasNull() ? null : time.toInstant();
    }
}
