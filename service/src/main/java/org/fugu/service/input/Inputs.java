package org.fugu.service.input;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.InputDigests;
import org.fugu.service.packing.Packing;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What users have uploaded for their runs to read, and which run reads what.
///
/// Contents stay as long as a run refers to them, or a job of a co-run under way. Whose run is stored has them locked
/// against removal; removal locks them before it looks whether somebody refers to them. Locks come in this order:
/// users, runs, contents.
@Component
public class Inputs {
    private final JdbcClient database;

    Inputs(JdbcClient database) {
        this.database = database;
    }

    /// How many bytes an upload of that user has, unpacked.
    public Optional<Long> bytes(String userId, String digest) {
        return database.sql("select bytes from user_inputs where user_id = :user and digest = :digest")
                .param("user", userId)
                .param("digest", digest)
                .query(Long.class)
                .optional();
    }

    /// An upload of that user, unpacked.
    Optional<byte[]> contents(String userId, String digest) {
        return database.sql("select bytes, packed from user_inputs where user_id = :user and digest = :digest")
                .param("user", userId)
                .param("digest", digest)
                .query((row, _) -> Packing.unpack(row.getBytes(2), row.getInt(1)))
                .optional();
    }

    /// Bytes as they are stored.
    @SuppressWarnings("ArrayRecordComponent") // written once, and compared by nobody
    record Packed(String digest, long bytes, byte[] packed) {
        static Packed of(String digest, byte[] contents) {
            return new Packed(digest, contents.length, Packing.pack(contents));
        }
    }

    /// Stores what is not there yet. The user's storage is locked.
    ///
    /// @return whether it is new
    boolean store(String userId, Packed input) {
        return database.sql("""
                        insert into user_inputs (user_id, digest, bytes, packed) values (:user, :digest, :bytes, :packed)
                        on conflict (user_id, digest) do update set uploaded_at = now() returning xmax = 0
                        """)
                .param("user", userId)
                .param("digest", input.digest())
                .param("bytes", input.bytes())
                .param("packed", input.packed())
                .query(Boolean.class)
                .single();
    }

    /// The same of a text that comes with a submission.
    public void store(String userId, String digest, byte[] contents) {
        store(userId, Packed.of(digest, contents));
    }

    /// The same of what came in the file of a run.
    public void store(String userId, InputContents given) {
        var digests = InputDigests.of(given);
        var standard = given.standard();
        if (standard != null && digests.standard() != null) store(userId, digests.standard(), standard);
        given.files()
                .forEach((name, bytes) ->
                        store(userId, Objects.requireNonNull(digests.files().get(name)), bytes));
    }

    /// Sees to it that what a run reads stays until the transaction ends. Called before the run is stored.
    ///
    /// @throws Refusal when some of it has gone since the run was planned
    public void hold(String userId, InputOrder order) {
        var uploads = order.uploads();
        if (uploads.isEmpty()) return;
        var held = database.sql("""
                        select digest from user_inputs where user_id = :user and digest in (:digests)
                        order by digest for key share
                        """)
                .param("user", userId)
                .param("digests", uploads)
                .query(String.class)
                .list();
        for (var digest : uploads) if (!held.contains(digest)) throw unknown("/inputs", digest);
    }

    /// There is no upload of that digest.
    public static Refusal unknown(String pointer, String digest) {
        return Refusal.ofField(
                422,
                "unknown-input",
                pointer,
                "you have no input with the digest " + digest + "; upload it first, with PUT /api/v1/inputs/" + digest);
    }

    /// A run that was stored just now reads these.
    public void insert(String run, String userId, InputOrder order) {
        order.pieces()
                .forEach((name, piece) -> database.sql("""
                        insert into run_inputs (run_id, name, digest, bytes, owner_id)
                        values (:run, :name, :digest, :bytes, :owner)
                        """)
                        .param("run", run)
                        .param("name", name)
                        .param("digest", piece.digest())
                        .param("bytes", piece.bytes())
                        .param("owner", piece.ofBundle() ? null : userId)
                        .update());
    }

    /// What a run reads, standard input first, then by name.
    public List<RunInput> named(String run) {
        return database.sql("""
                        select name, digest, bytes, owner_id is null from run_inputs where run_id = :run
                        order by name collate "C"
                        """)
                .param("run", run)
                .query((row, _) -> new RunInput(
                        row.getString(1).isEmpty() ? null : row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getBoolean(4) ? RunInput.BUNDLE : RunInput.UPLOAD))
                .list();
    }

    /// An upload that a run reads, unpacked.
    public Optional<byte[]> ofRun(String run, String digest) {
        return database.sql("""
                        select c.bytes, c.packed from run_inputs i
                            join user_inputs c on c.user_id = i.owner_id and c.digest = i.digest
                        where i.run_id = :run and i.digest = :digest limit 1
                        """)
                .param("run", run)
                .param("digest", digest)
                .query((row, _) -> Packing.unpack(row.getBytes(2), row.getInt(1)))
                .optional();
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, and compared by nobody
    private record File(String name, byte[] bytes) {
        static File of(ResultSet row, int index) throws SQLException {
            return new File(row.getString(1), Packing.unpack(row.getBytes(3), row.getInt(2)));
        }
    }

    /// What a run reads besides what is in its bundle; null for nothing.
    public @Nullable InputContents of(String run) {
        return contents(database.sql("""
                        select i.name, c.bytes, c.packed from run_inputs i
                            join user_inputs c on c.user_id = i.owner_id and c.digest = i.digest
                        where i.run_id = :run
                        """).param("run", run).query(File::of).list());
    }

    /// The same of a job of a co-run that has not ended.
    public @Nullable InputContents ofJob(String coRun, String userId) {
        return contents(database.sql("""
                        select i.name, c.bytes, c.packed from co_run_inputs i
                            join user_inputs c on c.user_id = i.owner_id and c.digest = i.digest
                        where i.co_run_id = :coRun and i.user_id = :user
                        """)
                .param("coRun", coRun)
                .param("user", userId)
                .query(File::of)
                .list());
    }

    private static @Nullable InputContents contents(List<File> found) {
        var files = new TreeMap<String, byte[]>();
        for (var file : found) files.put(file.name(), file.bytes());
        if (files.isEmpty()) return null;
        var standard = files.remove(InputOrder.STANDARD);
        return InputContents.of(standard, files);
    }

    /// An upload of a user.
    public record Upload(String userId, String digest) {}

    /// Runs have been deleted that read these: those that no other run or job reads go too.
    public void release(Collection<Upload> uploads) {
        if (uploads.isEmpty()) return;
        var pairs = uploads.stream()
                .distinct()
                .map(upload -> new Object[] {upload.userId(), upload.digest()})
                .toList();
        database.sql("""
                        select 1 from user_inputs where (user_id, digest) in (:pairs) order by user_id, digest for update
                        """).param("pairs", pairs).query(Integer.class).list();
        database.sql("""
                        delete from user_inputs c where (user_id, digest) in (:pairs)
                            and not exists (select 1 from run_inputs i
                                where i.owner_id = c.user_id and i.digest = c.digest)
                            and not exists (select 1 from co_run_inputs i
                                where i.owner_id = c.user_id and i.digest = c.digest)
                        """).param("pairs", pairs).update();
    }

    /// Forgets uploads that no run reads, some time after the last upload of the same.
    ///
    /// @return how many
    @Transactional
    public int removeUnused(Duration age, int limit) {
        var found = database.sql("""
                        select user_id, digest from user_inputs c
                        where uploaded_at < now() - make_interval(secs => :age)
                            and not exists (select 1 from run_inputs i
                                where i.owner_id = c.user_id and i.digest = c.digest)
                            and not exists (select 1 from co_run_inputs i
                                where i.owner_id = c.user_id and i.digest = c.digest)
                        order by user_id, digest limit :limit for update skip locked
                        """)
                .param("age", age.toSeconds())
                .param("limit", limit)
                .query((row, _) -> new Upload(row.getString(1), row.getString(2)))
                .list();
        release(found);
        return found.size();
    }
}
