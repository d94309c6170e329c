package org.fugu.service.project;

import java.util.Optional;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Adding people to a project, and taking them out.
@Component
class Members {
    /// Of one project, its owner among them.
    static final int MOST = 100;

    private final JdbcClient database;
    private final ProjectAccess access;
    private final ProjectRows rows;
    private final AuditLog audit;

    Members(JdbcClient database, ProjectAccess access, ProjectRows rows, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.rows = rows;
        this.audit = audit;
    }

    /// Adds somebody, or changes what they may. Whether somebody has the name is not told to who adds.
    ///
    /// @throws Refusal `project-owner`, `too-many-members`
    @Transactional
    public ProjectMember put(Account owner, String project, String name, ProjectRole role) {
        access.lock(owner, project, ProjectRole.OWNER);
        if (role == ProjectRole.OWNER) {
            throw Refusal.ofField(422, "unknown-role", "/role", "role must be member or viewer");
        }
        var present = rows.member(project, name);
        if (present.isPresent()) requireNotOwner(present.get());
        else requireRoom(project);
        database.sql("""
                        insert into project_members (project_id, name, user_id, role)
                        values (:project, :name, (select id from users where name = :name), :role)
                        on conflict (project_id, name) do update set role = excluded.role, user_id = excluded.user_id
                        """)
                .param("project", project)
                .param("name", name)
                .param("role", role.wireName())
                .update();
        audit.record(Act.MEMBER_PUT, owner.id(), project, name + " " + role.wireName());
        return rows.member(project, name).orElseThrow();
    }

    /// Until the transaction ends nobody else changes who is in the project.
    void lock(String project) {
        var found = database.sql("select 1 from projects where id = :project for no key update")
                .param("project", project)
                .query(Integer.class)
                .optional();
        if (found.isEmpty()) throw Refusal.notFound("project");
    }

    Optional<ProjectRole> role(String project, Account account) {
        return database.sql("select role from project_members where project_id = :project and user_id = :user")
                .param("project", project)
                .param("user", account.id())
                .query(String.class)
                .optional()
                .map(ProjectRole::ofWire);
    }

    /// Who asks takes part from now on. The project is locked.
    ///
    /// @throws Refusal `too-many-members`
    void join(Account account, String project, ProjectRole role) {
        if (rows.member(project, account.name()).isEmpty()) requireRoom(project);
        database.sql("""
                        insert into project_members (project_id, name, user_id, role) values (:project, :name, :user, :role)
                        on conflict (project_id, name) do update set role = excluded.role, user_id = excluded.user_id
                        """)
                .param("project", project)
                .param("name", account.name())
                .param("user", account.id())
                .param("role", role.wireName())
                .update();
    }

    private static void requireNotOwner(ProjectMember member) {
        if (member.role() != ProjectRole.OWNER) return;
        throw Refusal.of(
                409, "project-owner", member.user() + " owns the project, and stays what they are until it is deleted");
    }

    private void requireRoom(String project) {
        var count = database.sql("select count(*) from project_members where project_id = :project")
                .param("project", project)
                .query(Integer.class)
                .single();
        if (count < MOST) return;
        throw Refusal.of(409, "too-many-members", "the project has " + count + " members, and may have " + MOST);
    }

    /// By the owner, or by the member, who leaves.
    @Transactional
    public void remove(Account account, String project, String name) {
        access.lock(account, project, name.equals(account.name()) ? ProjectRole.VIEWER : ProjectRole.OWNER);
        requireNotOwner(rows.member(project, name).orElseThrow(() -> Refusal.notFound("member")));
        database.sql("delete from project_members where project_id = :project and name = :name")
                .param("project", project)
                .param("name", name)
                .update();
        audit.record(Act.MEMBER_REMOVED, account.id(), project, name);
    }
}
