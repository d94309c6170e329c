package org.fugu.service.project;

import org.fugu.service.account.Account;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Who may do what in a project: what a request for anything of a project asks first.
@Component
public class ProjectAccess {
    private static final String ROLE =
            "select role from project_members where project_id = :project and user_id = :user";

    private final JdbcClient database;

    ProjectAccess(JdbcClient database) {
        this.database = database;
    }

    /// @param least the role that the request needs
    /// @throws Refusal 404 when the account has no part in such a project, 403 `role-too-low`
    public Participant require(Account account, String project, ProjectRole least) {
        if (!account.reaches(project)) throw Refusal.notFound("project");
        var found = database.sql(ROLE)
                .param("project", project)
                .param("user", account.id())
                .query(String.class)
                .optional()
                .map(ProjectRole::ofWire)
                .orElseThrow(() -> Refusal.notFound("project"));
        var role = account.isNarrow() && found == ProjectRole.OWNER ? ProjectRole.MEMBER : found;
        if (role.covers(least)) return new Participant(account, project, role);
        throw Refusal.of(
                403,
                "role-too-low",
                "you are " + role.wireName() + " of the project, and only "
                        + (least == ProjectRole.OWNER ? "its owner" : "its owner and its members") + " may do that");
    }

    /// As [#require], and until the transaction ends nobody else changes the project or counts what it
    /// has. Locked after the user and before what belongs to the project.
    @Transactional(propagation = Propagation.MANDATORY)
    public Participant lock(Account account, String project, ProjectRole least) {
        database.sql("select 1 from projects where id = :project for no key update")
                .param("project", project)
                .query(Integer.class)
                .optional();
        return require(account, project, least);
    }
}
