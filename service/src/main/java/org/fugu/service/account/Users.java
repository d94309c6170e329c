package org.fugu.service.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The users and their password hashes.
@Component
public class Users {
    /// A user as this package knows them.
    ///
    /// @param number the order in which users were made
    /// @param passwordUntil until when the password of an administrator's making is good; null for one of their own
    /// @param epoch a session of an earlier one has ended
    /// @param revision counts changes by administrators
    /// @param identity who they are at the identity provider, or null
    record Row(
            long number,
            Account account,
            String passwordHash,
            @Nullable Instant passwordUntil,
            @Nullable Instant disabledAt,
            @Nullable Instant signedInAt,
            Instant createdAt,
            int epoch,
            long revision,
            @Nullable LinkedIdentity identity) {
        /// Whether the password has to be replaced by one that only the user knows.
        boolean mustChangePassword() {
            return passwordUntil != null;
        }

        UserDetail detail() {
            return new UserDetail(
                    account.id(),
                    account.name(),
                    account.role(),
                    disabledAt != null,
                    mustChangePassword(),
                    createdAt,
                    signedInAt,
                    identity);
        }
    }

    private final JdbcClient database;
    private final PasswordEncoder passwords;

    Users(JdbcClient database, PasswordEncoder passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    boolean isEmpty() {
        return database.sql("select not exists (select 1 from users)")
                .query(Boolean.class)
                .single();
    }

    Row add(String name, String password, Role role) {
        var id = Identifiers.fresh("usr_");
        try {
            database.sql("insert into users (id, name, role, password_hash) values (:id, :name, :role, :hash)")
                    .param("id", id)
                    .param("name", name)
                    .param("role", role.wireName())
                    .param("hash", passwords.encode(password))
                    .update();
        } catch (DuplicateKeyException e) {
            throw Refusal.ofField(409, "name-taken", "/name", "there is a user '" + name + "' already");
        }
        return byName(name).orElseThrow();
    }

    /// Somebody without a password, who comes by the identity provider.
    ///
    /// @throws DuplicateKeyException when there is such a name, or such an identity
    Row add(String name, LinkedIdentity identity) {
        database.sql("""
                        insert into users (id, name, role, password_hash, issuer, subject)
                        values (:id, :name, :role, '', :issuer, :subject)
                        """)
                .param("id", Identifiers.fresh("usr_"))
                .param("name", name)
                .param("role", Role.USER.wireName())
                .param("issuer", identity.issuer())
                .param("subject", identity.subject())
                .update();
        return byName(name).orElseThrow();
    }

    Optional<Row> byIdentity(LinkedIdentity identity) {
        return database.sql("""
                        select * from users where issuer = :issuer and subject = :subject and deleted_at is null
                        """)
                .param("issuer", identity.issuer())
                .param("subject", identity.subject())
                .query(Users::row)
                .optional();
    }

    /// @throws Refusal 404, `identity-taken`
    void link(String id, LinkedIdentity identity) {
        try {
            var linked = database.sql("""
                            update users set issuer = :issuer, subject = :subject, revision = revision + 1
                            where id = :id and deleted_at is null
                            """)
                    .param("issuer", identity.issuer())
                    .param("subject", identity.subject())
                    .param("id", id)
                    .update();
            if (linked == 0) throw Refusal.notFound("user");
        } catch (DuplicateKeyException e) {
            throw Refusal.ofField(409, "identity-taken", "/subject", "another user is linked with that identity");
        }
    }

    /// Ends the user's sessions: nobody knows which of them the provider vouched for.
    ///
    /// @throws Refusal 404
    void unlink(String id) {
        var unlinked = database.sql("""
                        update users set issuer = null, subject = null, revision = revision + 1,
                            session_epoch = session_epoch + 1
                        where id = :id and deleted_at is null
                        """).param("id", id).update();
        if (unlinked == 0) throw Refusal.notFound("user");
    }

    Optional<Row> byName(String name) {
        return database.sql("select * from users where name = :name and deleted_at is null")
                .param("name", name)
                .query(Users::row)
                .optional();
    }

    Optional<Row> byId(String id) {
        return database.sql("select * from users where id = :id and deleted_at is null")
                .param("id", id)
                .query(Users::row)
                .optional();
    }

    /// @throws Refusal 404
    Row required(String id) {
        return byId(id).orElseThrow(() -> Refusal.notFound("user"));
    }

    /// @param search a part of the name, or null
    List<Row> list(@Nullable String search, Paging paging) {
        return database.sql("""
                        select * from users where number < :before and deleted_at is null
                            and (cast(:search as text) is null or position(:search in name) > 0)
                        order by number desc limit :limit
                        """)
                .param("search", search)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(Users::row)
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new Account(row.getString("id"), row.getString("name"), Role.ofWire(row.getString("role"))),
                row.getString("password_hash"),
                ApiKeys.instant(row, "password_until"),
                ApiKeys.instant(row, "disabled_at"),
                ApiKeys.instant(row, "signed_in_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getInt("session_epoch"),
                row.getLong("revision"),
                identity(row));
    }

    private static @Nullable LinkedIdentity identity(ResultSet row) throws SQLException {
        var issuer = row.getString("issuer");
        return issuer == null ? null : new LinkedIdentity(issuer, row.getString("subject"));
    }

    void noteSignedIn(String id) {
        database.sql("update users set signed_in_at = now() where id = :id")
                .param("id", id)
                .update();
    }

    /// Gives a user another password, which ends all of their sessions.
    ///
    /// @param until when it is one of an administrator's making
    /// @return the epoch of sessions from now on
    int setPassword(String id, String password, @Nullable Instant until) {
        var hash = passwords.encode(password);
        return database.sql("""
                        update users set password_hash = :hash, password_until = :until, revision = revision + 1,
                            session_epoch = session_epoch + 1
                        where id = :id and deleted_at is null returning session_epoch
                        """)
                .param("hash", hash)
                .param("until", until == null ? null : until.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("user"));
    }

    /// Changes what a user is and whether they may come in. Who may not has no session left.
    ///
    /// @throws Refusal `last-administrator`
    @Transactional
    public void change(String id, Role role, boolean disabled) {
        var administrators = lockAdministrators();
        if (role != Role.ADMIN || disabled) requireAnother(administrators, id);
        var changed = database.sql("""
                        update users set role = :role, revision = revision + 1,
                            disabled_at = case when :disabled then coalesce(disabled_at, now()) end,
                            session_epoch = session_epoch + case when :disabled then 1 else 0 end
                        where id = :id and deleted_at is null
                        """)
                .param("role", role.wireName())
                .param("disabled", disabled)
                .param("id", id)
                .update();
        if (changed == 0) throw Refusal.notFound("user");
    }

    /// Takes name, password, keys and memberships from a user who is disabled. The row stays: what others have of
    /// them refers to it.
    ///
    /// @throws Refusal `user-enabled`
    public void bury(String id) {
        database.sql("delete from api_keys where user_id = :id").param("id", id).update();
        var buried = database.sql("""
                        update users set deleted_at = now(), name = 'deleted-' || replace(id, 'usr_', ''),
                            password_hash = '', issuer = null, subject = null, role = 'user', session_epoch = session_epoch + 1
                        where id = :id and disabled_at is not null and deleted_at is null
                        """).param("id", id).update();
        if (buried == 0) throw Refusal.of(409, "user-enabled", "the user is enabled; disable them first");
    }

    /// In one order, so that two who each take the other's role do not both succeed.
    private List<String> lockAdministrators() {
        return database.sql("""
                        select id from users where role = 'admin' and disabled_at is null and deleted_at is null
                        order by number for update
                        """).query(String.class).list();
    }

    private static void requireAnother(List<String> administrators, String id) {
        if (!administrators.equals(List.of(id))) return;
        throw Refusal.of(
                409, "last-administrator", "this is the last administrator who can sign in; make another one first");
    }
}
