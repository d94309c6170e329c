package org.fugu.service.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads published versions, for who may see them: all that is read here passes one condition.
@Component
class LibraryRows {
    private static final String SELECT = """
            select v.*, o.name as owner, b.size, v.user_id = :user as mine,
                   (select array_agg(l.name order by l.name) from library_users l
                    where l.library_number = v.number) as users
            from library_versions v join users o on o.id = v.user_id join bundles b on b.digest = v.bundle_digest
            where (v.user_id = :user or v.visibility = 'everybody' or v.visibility = 'named' and exists (
                       select 1 from library_users l where l.library_number = v.number and l.user_id = :user)
                   or v.visibility = 'project' and exists (
                       select 1 from project_members m where m.project_id = v.project_id and m.user_id = :user))
            """;

    /// @param revision of what its owner can change
    record Row(long number, long revision, PublishedLibrary library) {
        String etag() {
            return "\"" + revision + (library.mine() ? ".mine" : "") + "\"";
        }
    }

    /// What a list is narrowed to.
    ///
    /// @param name exactly that name, or null
    /// @param search a part of the name, or null
    /// @param mine those of who asks alone
    record Filter(@Nullable String name, @Nullable String search, boolean mine) {}

    private final JdbcClient database;

    LibraryRows(JdbcClient database) {
        this.database = database;
    }

    Optional<Row> find(String userId, LibraryName reference) {
        return database.sql(SELECT + " and v.name = :name and v.version = :version")
                .param("user", userId)
                .param("name", reference.name())
                .param("version", reference.version())
                .query(LibraryRows::row)
                .optional();
    }

    List<Row> list(String userId, Filter filter, Paging paging) {
        return database.sql(SELECT + """
                         and v.number < :before and (cast(:name as text) is null or v.name = :name)
                         and (cast(:search as text) is null or position(:search in v.name) > 0)
                         and (v.user_id = :user or not :mine)
                        order by v.number desc limit :limit
                        """)
                .param("user", userId)
                .param("before", paging.before())
                .param("name", filter.name())
                .param("search", filter.search())
                .param("mine", filter.mine())
                .param("limit", paging.fetch())
                .query(LibraryRows::row)
                .list();
    }

    /// Some of the versions of the same name that were published later and take runs, the newest first.
    List<String> newer(String userId, Row than, int most) {
        return database.sql(SELECT + """
                         and v.name = :name and v.number > :number and v.retired_at is null
                        order by v.number desc limit :limit
                        """)
                .param("user", userId)
                .param("name", than.library().name())
                .param("number", than.number())
                .param("limit", most)
                .query((row, index) -> row(row, index).library().libos())
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(row.getLong("number"), row.getLong("revision"), library(row));
    }

    private static PublishedLibrary library(ResultSet row) throws SQLException {
        var reference = new LibraryName(row.getString("name"), row.getString("version"));
        boolean mine = row.getBoolean("mine");
        return new PublishedLibrary(
                reference.toString(),
                reference.name(),
                reference.version(),
                row.getString("owner"),
                mine,
                row.getString("bundle_digest"),
                row.getLong("size"),
                LibraryVisibility.ofWire(row.getString("visibility")),
                mine ? users(row) : null,
                mine ? row.getString("project_id") : null,
                time(row, "published_at").orElseThrow(),
                time(row, "retired_at").orElse(null));
    }

    private static @Nullable List<String> users(ResultSet row) throws SQLException {
        var names = row.getArray("users");
        return names == null ? null : Arrays.asList((String[]) names.getArray());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
