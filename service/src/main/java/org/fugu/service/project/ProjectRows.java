package org.fugu.service.project;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads projects and their members as they are shown.
@Component
class ProjectRows {
    private static final String SELECT = """
            select p.*, m.role, o.name as owner from projects p
            join project_members m on m.project_id = p.id and m.user_id = :user
            join users o on o.id = p.user_id
            """;

    /// @param revision of what its owner can change
    record Row(long number, long revision, Project project) {
        String etag() {
            return "\"" + revision + "." + project.role().wireName() + "\"";
        }
    }

    /// @param number the order in which members were added
    record MemberRow(long number, ProjectMember member) {}

    private final JdbcClient database;

    ProjectRows(JdbcClient database) {
        this.database = database;
    }

    Optional<Row> find(String userId, String id) {
        return database.sql(SELECT + " where p.id = :id")
                .param("user", userId)
                .param("id", id)
                .query(ProjectRows::row)
                .optional();
    }

    List<Row> list(String userId, Paging paging) {
        return database.sql(SELECT + " where p.number < :before order by p.number desc limit :limit")
                .param("user", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(ProjectRows::row)
                .list();
    }

    List<MemberRow> members(String id, Paging paging) {
        return database.sql("""
                        select * from project_members where project_id = :id and number < :before
                        order by number desc limit :limit
                        """)
                .param("id", id)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query((row, _) -> new MemberRow(row.getLong("number"), member(row)))
                .list();
    }

    Optional<ProjectMember> member(String id, String name) {
        return database.sql("select * from project_members where project_id = :id and name = :name")
                .param("id", id)
                .param("name", name)
                .query((row, _) -> member(row))
                .optional();
    }

    private static ProjectMember member(ResultSet row) throws SQLException {
        return new ProjectMember(
                row.getString("name"),
                ProjectRole.ofWire(row.getString("role")),
                row.getObject("added_at", OffsetDateTime.class).toInstant());
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                row.getLong("revision"),
                new Project(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("default_branch"),
                        ProjectRole.ofWire(row.getString("role")),
                        row.getString("owner"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()));
    }
}
