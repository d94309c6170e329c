package org.fugu.service.project;

import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.document.IfMatch;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Making, changing and deleting projects.
@Component
class Projects {
    /// Of one owner.
    static final int MOST = 100;

    private final JdbcClient database;
    private final ProjectAccess access;
    private final ProjectRows rows;
    private final Storage storage;
    private final AuditLog audit;

    Projects(JdbcClient database, ProjectAccess access, ProjectRows rows, Storage storage, AuditLog audit) {
        this.database = database;
        this.access = access;
        this.rows = rows;
        this.storage = storage;
        this.audit = audit;
    }

    /// @return its identifier
    /// @throws Refusal `too-many-projects`, `name-taken`
    @Transactional
    public String make(Account owner, ProjectChange wanted) {
        storage.lock(owner.id());
        storage.requireFreeDisk();
        requireRoom(owner);
        var id = Identifiers.fresh("prj_");
        try {
            database.sql("""
                            insert into projects (id, user_id, name, description, default_branch)
                            values (:id, :user, :name, :description, :branch)
                            """)
                    .param("id", id)
                    .param("user", owner.id())
                    .param("name", wanted.name())
                    .param("description", wanted.description())
                    .param("branch", wanted.defaultBranch())
                    .update();
        } catch (DuplicateKeyException e) {
            throw nameTaken(wanted);
        }
        database.sql("""
                        insert into project_members (project_id, name, user_id, role) values (:id, :name, :user, 'owner')
                        """)
                .param("id", id)
                .param("name", owner.name())
                .param("user", owner.id())
                .update();
        audit.record(Act.PROJECT_MADE, owner.id(), id, wanted.name());
        return id;
    }

    private void requireRoom(Account owner) {
        var count = database.sql("select count(*) from projects where user_id = :user")
                .param("user", owner.id())
                .query(Integer.class)
                .single();
        if (count < MOST) return;
        throw Refusal.of(
                409, "too-many-projects", "you have " + count + " projects, and may have " + MOST + "; delete one");
    }

    private static Refusal nameTaken(ProjectChange wanted) {
        return Refusal.ofField(409, "name-taken", "/name", "you have a project '" + wanted.name() + "' already");
    }

    /// @param match the `If-Match`, or null
    /// @throws Refusal when the caller is not its owner, or it was changed meanwhile
    @Transactional
    public void change(Account owner, String id, @Nullable String match, ProjectChange wanted) {
        access.lock(owner, id, ProjectRole.OWNER);
        var row = rows.find(owner.id(), id).orElseThrow(() -> Refusal.notFound("project"));
        IfMatch.require(match, row.etag(), "project", "/api/v1/projects/" + id);
        try {
            database.sql("""
                            update projects set name = :name, description = :description, default_branch = :branch,
                                revision = revision + 1
                            where id = :id
                            """)
                    .param("name", wanted.name())
                    .param("description", wanted.description())
                    .param("branch", wanted.defaultBranch())
                    .param("id", id)
                    .update();
        } catch (DuplicateKeyException e) {
            throw nameTaken(wanted);
        }
        audit.record(Act.PROJECT_CHANGED, owner.id(), id, wanted.name());
    }

    /// With all that it has.
    @Transactional
    public void delete(Account owner, String id) {
        access.lock(owner, id, ProjectRole.OWNER);
        database.sql("delete from projects where id = :id").param("id", id).update();
        audit.record(Act.PROJECT_DELETED, owner.id(), id, null);
    }
}
