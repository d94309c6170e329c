package org.fugu.service.bundle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.bundle.Bundle;
import org.fugu.service.listing.Paging;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The stored bundles. The archive kept is the canonical one, whatever zip was uploaded.
@Component
public class Bundles {
    private static final String SELECT = """
            select u.number, u.uploaded_at, b.summary
            from bundle_uploads u join bundles b on b.digest = u.bundle_digest
            """;

    /// @param number the order of uploads
    record Row(long number, UploadedBundle bundle) {}

    /// @param isNew whether this user did not have it before
    record Stored(UploadedBundle bundle, boolean isNew) {}

    private final JdbcClient database;
    private final JsonMapper json;

    Bundles(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /// The bundle of that digest, if that user uploaded it.
    public Optional<Bundle> open(String userId, String digest) {
        return archive(userId, digest).map(Bundle::read);
    }

    /// What is known of the bundle of that digest, if that user uploaded it.
    public Optional<UploadedBundle> find(String userId, String digest) {
        return database.sql(SELECT + "where u.user_id = :user and u.bundle_digest = :digest")
                .param("user", userId)
                .param("digest", digest)
                .query(this::row)
                .optional()
                .map(Row::bundle);
    }

    Optional<byte[]> archive(String userId, String digest) {
        return database.sql("""
                        select b.archive from bundle_uploads u join bundles b on b.digest = u.bundle_digest
                        where u.user_id = :user and u.bundle_digest = :digest
                        """)
                .param("user", userId)
                .param("digest", digest)
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    @Transactional
    Stored store(String userId, Bundle bundle) {
        insert(BundleSummary.of(bundle), bundle);
        var isNew = database.sql("""
                        insert into bundle_uploads (bundle_digest, user_id) values (:digest, :user)
                        on conflict do nothing
                        """)
                        .param("digest", bundle.identity())
                        .param("user", userId)
                        .update()
                > 0;
        return new Stored(find(userId, bundle.identity()).orElseThrow(), isNew);
    }

    private void insert(BundleSummary summary, Bundle bundle) {
        database.sql("""
                        insert into bundles (digest, name, version, size, summary, archive)
                        values (:digest, :name, :version, :size, cast(:summary as jsonb), :archive)
                        on conflict (digest) do nothing
                        """)
                .param("digest", summary.digest())
                .param("name", summary.name())
                .param("version", summary.version())
                .param("size", summary.size())
                .param("summary", json.writeValueAsString(summary))
                .param("archive", bundle.canonicalZip())
                .update();
    }

    List<Row> list(String userId, Paging paging) {
        return database.sql(SELECT + """
                        where u.user_id = :user and u.number < :before order by u.number desc limit :limit
                        """)
                .param("user", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(this::row)
                .list();
    }

    private Row row(ResultSet row, int index) throws SQLException {
        var summary = json.readValue(row.getString("summary"), BundleSummary.class);
        var time = row.getObject("uploaded_at", OffsetDateTime.class).toInstant();
        return new Row(row.getLong("number"), summary.uploadedAt(time));
    }
}
