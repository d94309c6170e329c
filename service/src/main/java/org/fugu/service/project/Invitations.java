package org.fugu.service.project;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Links by which people join a project. Who is signed in and has the token is a member from then on.
@Component
class Invitations {
    /// Of one project, those that are over included. Those that ended longest ago make room for others.
    static final int MOST = 100;

    private static final int USUAL_DAYS = 7;

    /// @param number the order in which they were made
    record Row(long number, Invitation invitation) {}

    private final JdbcClient database;
    private final ProjectAccess access;
    private final Members members;
    private final AuditLog audit;

    Invitations(JdbcClient database, ProjectAccess access, Members members, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.members = members;
        this.audit = audit;
    }

    /// @throws Refusal 404, `role-too-low`, `unknown-role`, `too-many-invitations`
    @Transactional
    public IssuedInvitation make(Account owner, String project, NewInvitation wanted) {
        access.lock(owner, project, ProjectRole.OWNER);
        var role = Objects.requireNonNullElse(wanted.role(), ProjectRole.MEMBER);
        if (role == ProjectRole.OWNER) {
            throw Refusal.ofField(422, "unknown-role", "/role", "role must be member or viewer");
        }
        makeRoom(project);
        var id = Identifiers.fresh("inv_");
        var token = InvitationToken.fresh();
        database.sql("""
                        insert into invitations (id, project_id, token_hash, role, uses, made_by, expires_at)
                        values (:id, :project, :hash, :role, :uses, :user, now() + make_interval(days => :days))
                        """)
                .param("id", id)
                .param("project", project)
                .param("hash", token.hash())
                .param("role", role.wireName())
                .param("uses", Objects.requireNonNullElse(wanted.uses(), 1))
                .param("user", owner.id())
                .param("days", Objects.requireNonNullElse(wanted.expiresInDays(), USUAL_DAYS))
                .update();
        audit.record(Act.INVITATION_MADE, owner.id(), project, id + " " + role.wireName());
        var made = database.sql("select * from invitations where id = :id")
                .param("id", id)
                .query(Invitations::row)
                .single();
        return new IssuedInvitation(made.invitation(), token.text(), "/join#" + token.text());
    }

    private void makeRoom(String project) {
        database.sql("""
                        delete from invitations where id in (
                            select id from invitations where project_id = :project
                                and (expires_at <= now() or revoked_at is not null or used = uses)
                            order by number desc offset :most)
                        """).param("project", project).param("most", MOST / 2).update();
        var count = database.sql("select count(*) from invitations where project_id = :project")
                .param("project", project)
                .query(Integer.class)
                .single();
        if (count < MOST) return;
        throw Refusal.of(
                409, "too-many-invitations", "the project has as many invitations as it may; revoke some of them");
    }

    List<Row> list(Account owner, String project, Paging paging) {
        access.require(owner, project, ProjectRole.OWNER);
        return database.sql("""
                        select * from invitations where project_id = :project and number < :before
                        order by number desc limit :limit
                        """)
                .param("project", project)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(Invitations::row)
                .list();
    }

    /// Nobody joins by it any more; who did stays. Twice is once.
    ///
    /// @throws Refusal 404, `role-too-low`
    @Transactional
    public void revoke(Account owner, String project, String id) {
        access.lock(owner, project, ProjectRole.OWNER);
        var revoked =
                database.sql("""
                        update invitations set revoked_at = coalesce(revoked_at, now())
                        where id = :id and project_id = :project
                        """).param("id", id).param("project", project).update();
        if (revoked == 0) throw Refusal.notFound("invitation");
        audit.record(Act.INVITATION_REVOKED, owner.id(), project, id);
    }

    /// Makes who asks a member, or leaves what they are if that is more already.
    ///
    /// @return the project
    /// @throws Refusal 404, `invitation-over`, `too-many-members`
    @Transactional
    public String join(Account account, String text) {
        var token = new InvitationToken(text);
        var project = database.sql("select project_id from invitations where token_hash = :hash")
                .param("hash", token.hash())
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.notFound("invitation"));
        members.lock(project);
        var row = database.sql("select * from invitations where token_hash = :hash for update")
                .param("hash", token.hash())
                .query(Invitations::row)
                .optional()
                .orElseThrow(() -> Refusal.notFound("invitation"));
        var invitation = row.invitation();
        var present = members.role(project, account);
        if (present.isPresent() && present.get().covers(invitation.role())) return project;
        requireGood(invitation);
        members.join(account, project, invitation.role());
        database.sql("update invitations set used = used + 1 where id = :id")
                .param("id", invitation.id())
                .update();
        audit.record(
                Act.MEMBER_JOINED,
                account.id(),
                project,
                account.name() + " " + invitation.role().wireName() + " by " + invitation.id());
        return project;
    }

    private static void requireGood(Invitation invitation) {
        var why = over(invitation);
        if (why != null) {
            throw Refusal.of(
                    409, "invitation-over", "the invitation " + why + "; ask the project's owner for another one");
        }
    }

    private static @Nullable String over(Invitation invitation) {
        if (invitation.revokedAt() != null) return "was revoked";
        if (!invitation.expiresAt().isAfter(Instant.now())) return "has expired";
        return invitation.used() >= invitation.uses() ? "was used as often as it may be" : null;
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        OffsetDateTime revoked = row.getObject("revoked_at", OffsetDateTime.class);
        return new Row(
                row.getLong("number"),
                new Invitation(
                        row.getString("id"),
                        ProjectRole.ofWire(row.getString("role")),
                        row.getInt("uses"),
                        row.getInt("used"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        revoked == null ? null : revoked.toInstant()));
    }
}
