package org.fugu.service.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fugu.bundle.Bundle;
import org.fugu.service.listing.Paging;
import org.fugu.service.storage.Storage;
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

    private static final String NEEDED = """
            (exists (select 1 from runs r where r.bundle_digest = u.bundle_digest and r.user_id = u.user_id)
                or exists (select 1 from measurements m
                           where m.bundle_digest = u.bundle_digest and m.user_id = u.user_id)
                or exists (select 1 from library_versions v
                           where v.bundle_digest = u.bundle_digest and v.user_id = u.user_id))
            """;

    /// Of an archive in memory at once.
    private static final int PIECE = 4 << 20;

    /// @param number the order of uploads
    record Row(long number, UploadedBundle bundle) {}

    /// @param isNew whether this user did not have it before
    public record Stored(UploadedBundle bundle, boolean isNew) {}

    private final JdbcClient database;
    private final JsonMapper json;
    private final Storage storage;
    private final BundleRoom room;
    private final RecentBundles recent;

    Bundles(JdbcClient database, JsonMapper json, Storage storage, BundleRoom room, RecentBundles recent) {
        this.recent = recent;
        this.room = room;
        this.storage = storage;
        this.database = database;
        this.json = json;
    }

    /// Reads the bundle of that digest, if that user uploaded it, and hands it on. It is in memory
    /// until `use` is done with it.
    public <T> Optional<T> with(String userId, String digest, Function<Bundle, T> use) {
        return archiveBytes(userId, digest)
                // The archive is stored unpacked: as it is, and as files.
                .flatMap(bytes -> room.with(2L * bytes, () -> find(digest).map(use)));
    }

    /// The bundle of that digest, if that user uploaded it, for somebody who keeps it for long. How
    /// many do so at once is bounded elsewhere.
    public Optional<Bundle> open(String userId, String digest) {
        return has(userId, digest) ? find(digest) : Optional.empty();
    }

    /// Reads a bundle, whoever uploaded it, for somebody whom its owner lets use it, and hands it on.
    public <T> T withPublished(String digest, Function<Bundle, T> use) {
        var bytes = database.sql("select octet_length(archive) from bundles where digest = :digest")
                .param("digest", digest)
                .query(Integer.class)
                .single();
        return room.withSecond(2L * bytes, () -> use.apply(openPublished(digest)));
    }

    /// The same for somebody who keeps it for long.
    public Bundle openPublished(String digest) {
        return find(digest).orElseThrow();
    }

    private Optional<Bundle> find(String digest) {
        return recent.find(
                digest,
                () -> database.sql("select archive from bundles where digest = :digest")
                        .param("digest", digest)
                        .query((row, _) -> row.getBytes(1))
                        .optional()
                        .map(Bundle::read));
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

    /// Whether that user uploaded the bundle of that digest.
    public boolean has(String userId, String digest) {
        return archiveBytes(userId, digest).isPresent();
    }

    /// How long the archive is, if that user uploaded it.
    Optional<Integer> archiveBytes(String userId, String digest) {
        return database.sql("""
                        select octet_length(b.archive)
                        from bundle_uploads u join bundles b on b.digest = u.bundle_digest
                        where u.user_id = :user and u.bundle_digest = :digest
                        """)
                .param("user", userId)
                .param("digest", digest)
                .query(Integer.class)
                .optional();
    }

    /// Some of the archive's bytes, from an offset on.
    byte[] archivePiece(String digest, int from, int most) {
        return database.sql("select substring(archive from :from for :most) from bundles where digest = :digest")
                .param("from", from + 1)
                .param("most", most)
                .param("digest", digest)
                .query((row, _) -> row.getBytes(1))
                .single();
    }

    /// Writes the archive of a bundle that is there, in pieces: who takes it slowly holds no more.
    public void writeArchive(String digest, OutputStream out) throws IOException {
        for (int at = 0; ; at += PIECE) {
            var piece = archivePiece(digest, at, PIECE);
            out.write(piece);
            if (piece.length < PIECE) return;
        }
    }

    /// @throws org.fugu.service.problem.Refusal when the user has no room for it
    @Transactional
    public Stored store(String userId, Bundle bundle) {
        storage.lock(userId);
        var had = find(userId, bundle.identity());
        if (had.isPresent()) return new Stored(had.get(), false);
        var archive = bundle.canonicalZip();
        storage.requireRoomForBundle(userId, archive.length);
        insert(BundleSummary.of(bundle), archive);
        database.sql("insert into bundle_uploads (bundle_digest, user_id) values (:digest, :user)")
                .param("digest", bundle.identity())
                .param("user", userId)
                .update();
        return new Stored(find(userId, bundle.identity()).orElseThrow(), true);
    }

    /// What is there already is locked by writing it as it is, so that it is not deleted meanwhile.
    private void insert(BundleSummary summary, byte[] archive) {
        database.sql("""
                        insert into bundles (digest, name, version, size, summary, archive)
                        values (:digest, :name, :version, :size, cast(:summary as jsonb), :archive)
                        on conflict (digest) do update set name = bundles.name
                        """)
                .param("digest", summary.digest())
                .param("name", summary.name())
                .param("version", summary.version())
                .param("size", summary.size())
                .param("summary", json.writeValueAsString(summary))
                .param("archive", archive)
                .update();
    }

    /// That user has it no more, and the service neither if nobody else does.
    void forget(String userId, String digest) {
        database.sql("select 1 from bundles where digest = :digest for update")
                .param("digest", digest)
                .query(Integer.class)
                .single();
        database.sql("delete from bundle_uploads where bundle_digest = :digest and user_id = :user")
                .param("digest", digest)
                .param("user", userId)
                .update();
        database.sql("""
                        delete from bundles where digest = :digest
                            and not exists (select 1 from bundle_uploads where bundle_digest = :digest)
                            and not exists (select 1 from runs where bundle_digest = :digest)
                            and not exists (select 1 from runs where libos_digest = :digest)
                            and not exists (select 1 from measurements where bundle_digest = :digest)
                            and not exists (select 1 from measurements where libos_digest = :digest)
                            and not exists (select 1 from library_versions where bundle_digest = :digest)
                        """).param("digest", digest).update();
    }

    /// Somebody's bundle that they have published as no library OS, and that none of their runs and
    /// measurements needs.
    public record Unused(String userId, String digest) {}

    /// Some of those that were uploaded longer ago than that.
    public List<Unused> unused(Duration age, int limit) {
        return database.sql("""
                        select u.user_id, u.bundle_digest from bundle_uploads u
                        where u.uploaded_at < now() - make_interval(secs => :age) and not %s
                        order by u.number limit :limit
                        """.formatted(NEEDED))
                .param("age", age.toSeconds())
                .param("limit", limit)
                .query((row, _) -> new Unused(row.getString(1), row.getString(2)))
                .list();
    }

    /// @return whether it was still unused, and is now forgotten
    @Transactional
    public boolean forget(Unused bundle) {
        storage.lockForRemoval(bundle.userId());
        var unused = database.sql("""
                        select count(*) > 0 from bundle_uploads u
                        where u.user_id = :user and u.bundle_digest = :digest and not %s
                        """.formatted(NEEDED))
                .param("user", bundle.userId())
                .param("digest", bundle.digest())
                .query(Boolean.class)
                .single();
        if (unused) forget(bundle.userId(), bundle.digest());
        return unused;
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
