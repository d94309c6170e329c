package org.fugu.service.disk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fugu.service.packing.Packing;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The disks of runs: what each begins with, and what was kept of it.
///
/// Equal contents are stored once. Contents stay as long as a run refers to them, or a job of a co-run under way. Who
/// begins a run with the disk of another one has that other run's row locked, so they cannot go meanwhile; who removes
/// contents locks their row before looking whether somebody refers to them. Locks come in this order: users, runs,
/// contents.
@Component
public class Disks {
    private static final String POINTER = "/disk";

    /// Kept contents.
    ///
    /// @param bytes unpacked
    public record Kept(String digest, long bytes) {}

    private final JdbcClient database;

    Disks(JdbcClient database) {
        this.database = database;
    }

    /// What a run left behind.
    ///
    /// @param run an identifier as somebody wrote it
    /// @throws Refusal `unknown-run` when there is none of that user, `disk-not-kept` when there is nothing of it
    public Kept leftBy(String userId, String run) {
        record Left(boolean ended, @Nullable RunDisk disk) {}
        var left = database.sql("""
                        select r.finished_at is not null as ended, %s
                        from runs r left join run_disks d on d.run_id = r.id where r.id = :run and r.user_id = :user
                        """.formatted(RunDisk.COLUMNS))
                .param("run", run)
                .param("user", userId)
                .query((row, _) -> new Left(row.getBoolean("ended"), RunDisk.of(row, row.getBoolean("ended"))))
                .optional()
                .orElseThrow(() -> Refusal.ofField(
                        422, "unknown-run", POINTER, "you have no run '" + run + "'; name one whose disk was kept"));
        var disk = left.disk();
        if (disk != null && disk.kept()) {
            return new Kept(Objects.requireNonNull(disk.after()), Objects.requireNonNull(disk.afterBytes()));
        }
        throw Refusal.ofField(422, "disk-not-kept", POINTER, "of run " + run + " " + whyNot(left.ended(), disk));
    }

    private static String whyNot(boolean ended, @Nullable RunDisk disk) {
        if (disk == null) return "there is no disk; submit it again with disk and keepDisk";
        if (!disk.keep()) return "the disk was not kept; submit it again with keepDisk, it will be the same run";
        return ended ? "the disk was not kept: " + disk.message() : "the disk is there when it has finished";
    }

    /// Sees to it that what a run begins with stays until the transaction ends. Called before the run is stored.
    ///
    /// @throws Refusal when it has gone since the run was planned
    public void hold(String userId, DiskOrder order) {
        if (!order.isKept()) return;
        var held = database.sql("select 1 from runs where id = :run and user_id = :user for key share")
                .param("run", order.source())
                .param("user", userId)
                .query(Integer.class)
                .optional();
        if (held.isEmpty() || !leftBy(userId, order.source()).digest().equals(order.before())) {
            throw Refusal.ofField(
                    422, "unknown-run", POINTER, "run " + order.source() + " was deleted just now, with its disk");
        }
    }

    /// A run that was stored just now has a disk.
    public void insert(String run, String userId, DiskOrder order) {
        database.sql("""
                        insert into run_disks (run_id, user_id, source, before, contents_before, keep)
                        values (:run, :user, :source, :before, :contents, :keep)
                        """)
                .param("user", userId)
                .param("run", run)
                .param("source", order.source())
                .param("before", order.before())
                .param("contents", order.isKept() ? order.before() : null)
                .param("keep", order.keep())
                .update();
    }

    /// A run that was stored just now begins with contents that came with it.
    ///
    /// What is there already is locked by writing it as it is, so that it is not deleted meanwhile.
    ///
    /// @param bytes unpacked
    /// @param packed with gzip; as the order says by their digest
    public void bring(String run, String userId, DiskOrder order, long bytes, byte[] packed) {
        insertContents(order.before(), bytes, packed);
        insert(run, userId, order);
    }

    @SuppressWarnings("ArrayRecordComponent") // read once, and compared by nobody
    private record Before(String source, long bytes, byte @Nullable [] packed) {
        static Before of(ResultSet row, int index) throws SQLException {
            return new Before(row.getString(1), row.getLong(2), row.getBytes(3));
        }
    }

    /// What the disk of a run holds at the beginning; null if the bundle says that, or there is no disk.
    public byte @Nullable [] before(String run) {
        return contents(database.sql("""
                        select d.source, c.bytes, c.packed
                        from run_disks d left join disk_contents c on c.digest = d.contents_before where d.run_id = :run
                        """).param("run", run).query(Before::of).optional());
    }

    /// The same of a job of a co-run that has not ended.
    public byte @Nullable [] beforeJob(String coRun, String userId) {
        return contents(database.sql("""
                        select d.source, c.bytes, c.packed
                        from co_run_disks d left join disk_contents c on c.digest = d.contents
                        where d.co_run_id = :coRun and d.user_id = :user
                        """)
                .param("coRun", coRun)
                .param("user", userId)
                .query(Before::of)
                .optional());
    }

    private static byte @Nullable [] contents(Optional<Before> found) {
        if (found.isEmpty() || found.get().source().equals(DiskOrder.MANIFEST)) return null;
        var packed = found.get().packed();
        return packed == null
                ? new byte[0]
                : Packing.unpack(packed, (int) found.get().bytes());
    }

    /// Records what the disk of a run held at its end, and keeps it if it is not too large. The run's row is locked.
    ///
    /// What is there already is locked by writing it as it is, so that it is not deleted meanwhile.
    public void keep(String run, @Nullable EndedDisk ended) {
        if (ended == null) return;
        if (ended.packed() != null) {
            insertContents(ended.digest(), ended.bytes(), ended.packed());
        }
        database.sql("""
                        update run_disks set after = :digest, after_bytes = :bytes, contents_after = :contents
                        where run_id = :run
                        """)
                .param("digest", ended.digest())
                .param("bytes", ended.bytes())
                .param("contents", ended.packed() == null ? null : ended.digest())
                .param("run", run)
                .update();
    }

    private void insertContents(String digest, long bytes, byte[] packed) {
        database.sql("""
                        insert into disk_contents (digest, bytes, packed) values (:digest, :bytes, :packed)
                        on conflict (digest) do update set bytes = disk_contents.bytes
                        """)
                .param("digest", digest)
                .param("bytes", bytes)
                .param("packed", packed)
                .update();
    }

    /// Kept contents, packed with gzip.
    public Optional<byte[]> packed(String digest) {
        return database.sql("select packed from disk_contents where digest = :digest")
                .param("digest", digest)
                .query(byte[].class)
                .optional();
    }

    /// The same of one.
    void release(String digest) {
        release(List.of(digest));
    }

    /// Runs have been deleted that referred to these: those that no other run or job refers to go too.
    public void release(Collection<String> digests) {
        if (digests.isEmpty()) return;
        var sorted = digests.stream().distinct().sorted().toList();
        lock(sorted);
        database.sql("""
                        delete from disk_contents c where digest in (:digests)
                            and not exists (select 1 from run_disks d where d.contents_before = c.digest)
                            and not exists (select 1 from run_disks d where d.contents_after = c.digest)
                            and not exists (select 1 from co_run_disks d where d.contents = c.digest)
                        """).param("digests", sorted).update();
    }

    private void lock(List<String> digests) {
        database.sql("select digest from disk_contents where digest in (:digests) order by digest for update")
                .param("digests", digests)
                .query(String.class)
                .list();
    }
}
