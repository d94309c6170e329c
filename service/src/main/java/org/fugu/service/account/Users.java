package org.fugu.service.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/// The users and their password hashes.
@Component
class Users {
    /// @param number the order in which users were made
    record Row(long number, Account account, String passwordHash, Instant createdAt) {}

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

    Optional<Row> byName(String name) {
        return database.sql("select * from users where name = :name")
                .param("name", name)
                .query(Users::row)
                .optional();
    }

    List<Row> list(Paging paging) {
        return database.sql("select * from users where number < :before order by number desc limit :limit")
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
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
