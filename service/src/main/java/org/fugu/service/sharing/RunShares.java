package org.fugu.service.sharing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.identifier.SecretToken;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The links to runs and run-sets. Their owner makes, sees and takes back; whoever has one sees what it leads to.
@Component
class RunShares {
    /// To one run, or run-set.
    static final int MOST = 20;

    private static final String KIND = "share";

    /// @param number the order in which links were made
    record Row(long number, Share share) {}

    /// What a token leads to.
    ///
    /// @param owner the name, if it is to be shown
    record Target(String user, String id, @Nullable String owner, Instant expiresAt) {}

    private final JdbcClient database;
    private final AuditLog audit;

    RunShares(JdbcClient database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    /// @throws Refusal 404, `too-many-shares`
    @Transactional
    public IssuedShare make(Account owner, SharedKind kind, String what, NewShare wanted) {
        // Locked, so that its links are counted exactly.
        var owned = database.sql(
                        "select 1 from " + kind.table() + " where id = :what and user_id = :user for no key update")
                .param("what", what)
                .param("user", owner.id())
                .query(Integer.class)
                .optional();
        if (owned.isEmpty()) throw Refusal.notFound(kind.word());
        var count = database.sql(
                        "select count(*) from run_shares where " + kind.column() + " = :what and expires_at > now()")
                .param("what", what)
                .query(Integer.class)
                .single();
        if (count >= MOST) {
            throw Refusal.of(
                    409,
                    "too-many-shares",
                    "the " + kind.word() + " has " + MOST + " links, and may have no more; revoke one");
        }
        var token = SecretToken.fresh(KIND);
        var id = Identifiers.fresh("shr_");
        var share = database.sql("""
                        insert into run_shares (id, %s, user_id, prefix, token_hash, shows_owner, expires_at)
                        values (:id, :what, :user, :prefix, :hash, :owner, now() + make_interval(days => :days))
                        returning *
                        """.formatted(kind.column()))
                .param("id", id)
                .param("what", what)
                .param("user", owner.id())
                .param("prefix", token.shown())
                .param("hash", token.hash())
                .param("owner", wanted.showsOwner())
                .param("days", wanted.days())
                .query(RunShares::row)
                .single()
                .share();
        audit.record(Act.SHARE_MADE, owner.id(), id, "of " + what);
        return new IssuedShare(
                id,
                token.text(),
                kind.page() + "#" + token.text(),
                share.showsOwner(),
                share.createdAt(),
                share.expiresAt());
    }

    /// Whether there is such a thing of theirs.
    boolean owns(Account owner, SharedKind kind, String what) {
        return database.sql("select exists (select 1 from " + kind.table() + " where id = :what and user_id = :user)")
                .param("what", what)
                .param("user", owner.id())
                .query(Boolean.class)
                .single();
    }

    /// Those that still lead somewhere.
    ///
    /// @param what whose, by its identifier; null for all of the owner's links
    List<Row> list(Account owner, SharedKind kind, @Nullable String what, Paging paging) {
        return database.sql("""
                        select s.* from run_shares s
                        where (cast(:what as text) is null or s.%s = :what) and s.user_id = :user
                            and s.expires_at > now() and s.number < :before
                        order by s.number desc limit :limit
                        """.formatted(kind.column()))
                .param("what", what)
                .param("user", owner.id())
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(RunShares::row)
                .list();
    }

    /// @throws Refusal 404
    void revoke(Account owner, SharedKind kind, String what, String id) {
        if (!owns(owner, kind, what)) throw Refusal.notFound("link");
        revoke(owner, id, what);
    }

    /// The same of whatever it leads to.
    ///
    /// @throws Refusal 404
    void revoke(Account owner, String id) {
        revoke(owner, id, null);
    }

    private void revoke(Account owner, String id, @Nullable String what) {
        var revoked = database.sql("""
                        delete from run_shares where id = :id and user_id = :user
                            and (cast(:what as text) is null or coalesce(run_id, run_set_id) = :what)
                        returning coalesce(run_id, run_set_id)
                        """)
                .param("id", id)
                .param("what", what)
                .param("user", owner.id())
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("link"));
        audit.record(Act.SHARE_REVOKED, owner.id(), id, "of " + revoked);
    }

    /// @param text as somebody sent it, or null
    /// @throws Refusal 404 for whatever leads nowhere, or no more
    Target open(SharedKind kind, @Nullable String text) {
        var token = text == null ? Optional.<SecretToken>empty() : SecretToken.parse(text);
        var hash = token.orElseThrow(RunShares::nowhere).hash();
        var target = database.sql("""
                        select s.%1$s as what, s.user_id, s.expires_at, case when s.shows_owner then u.name end as owner
                        from run_shares s join users u on u.id = s.user_id
                        where s.token_hash = :hash and s.expires_at > now() and s.%1$s is not null
                            and u.disabled_at is null and u.deleted_at is null
                        """.formatted(kind.column()))
                .param("hash", hash)
                .query((row, _) -> new Target(
                        row.getString("user_id"),
                        row.getString("what"),
                        row.getString("owner"),
                        instant(row, "expires_at")))
                .optional()
                .orElseThrow(RunShares::nowhere);
        database.sql("""
                        update run_shares set last_used_at = now() where token_hash = :hash
                          and (last_used_at is null or last_used_at < now() - interval '1 minute')
                        """).param("hash", hash).update();
        return target;
    }

    static Refusal nowhere() {
        return Refusal.of(404, "not-found", "this link leads nowhere, or leads nowhere any more");
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        var used = row.getObject("last_used_at", OffsetDateTime.class);
        return new Row(
                row.getLong("number"),
                new Share(
                        row.getString("id"),
                        row.getString("run_id"),
                        row.getString("run_set_id"),
                        row.getString("prefix"),
                        row.getBoolean("shows_owner"),
                        instant(row, "created_at"),
                        instant(row, "expires_at"),
                        used == null ? null : used.toInstant()));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
