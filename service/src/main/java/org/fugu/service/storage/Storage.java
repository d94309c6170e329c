package org.fugu.service.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.fugu.service.database.DatabaseWatch;
import org.fugu.service.disk.EndedDisk;
import org.fugu.service.problem.CannotStore;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.StorageUse.Amount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Refuses what would take more than a user may have, or more than the disk has.
///
/// Whoever asks before storing something has the user's row locked, so that two requests at once do
/// not both take the last of the room.
@Component
public class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final int FULL = 507;

    /// What a trace that is wanted is counted as, until it is there.
    private static final long TRACE_BYTES = 8 << 20;

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final JdbcClient database;
    private final DatabaseWatch watch;
    private final StorageSettings settings;

    Storage(JdbcClient database, DatabaseWatch watch, StorageSettings settings) {
        this.database = database;
        this.watch = watch;
        this.settings = settings;
    }

    /// Keeps others from storing something for that user until the transaction ends. Of all locks
    /// this is the first to be taken.
    ///
    /// @throws Refusal `user-disabled`, for who was disabled since the request began
    public void lock(String userId) {
        var found = database.sql("select 1 from users where id = :user and disabled_at is null for no key update")
                .param("user", userId)
                .query(Integer.class)
                .optional();
        if (found.isEmpty()) throw Refusal.of(403, "user-disabled", "an administrator has disabled this user");
    }

    /// The same for the service itself, which removes what is over its time, whoever has it.
    public void lockForRemoval(String userId) {
        database.sql("select 1 from users where id = :user for no key update")
                .param("user", userId)
                .query(Integer.class)
                .single();
    }

    /// What that user keeps.
    public StorageUse of(String userId) {
        return new StorageUse(bundles(userId), runs(userId), console(userId));
    }

    /// @throws Refusal `bundle-quota` or `disk-full`
    public void requireRoomForBundle(String userId, long bytes) {
        requireFreeDisk();
        var bundles = bundles(userId);
        if (bundles.hasRoomFor(bytes)) return;
        throw Refusal.of(
                409,
                "bundle-quota",
                "your bundles take " + bundles.used() + " of " + bundles.bound() + " bytes, and this one needs " + bytes
                        + "; delete one that you no longer need");
    }

    /// @param consoleBytes that the run may print at most
    /// @param traced whether a trace of it is to be kept, which counts like a console
    /// @param keepsDisk whether what its disk holds is to be kept, which does too
    /// @throws Refusal `run-quota`, `console-quota` or `disk-full`
    public void requireRoomForRun(String userId, long consoleBytes, boolean traced, boolean keepsDisk) {
        requireRoom(
                userId,
                1,
                consoleBytes + (traced ? TRACE_BYTES : 0) + (keepsDisk ? EndedDisk.MOST_PACKED : 0),
                "this run may print " + consoleBytes + (traced ? " and have a trace of " + TRACE_BYTES : "")
                        + (keepsDisk ? " and leave a disk of " + EndedDisk.MOST_PACKED : ""));
    }

    /// The same for several at once.
    ///
    /// @param consoleBytes that they may print at most, all together
    public void requireRoomForRuns(String userId, int count, long consoleBytes) {
        requireRoom(userId, count, consoleBytes, "these " + count + " runs may print " + consoleBytes);
    }

    private void requireRoom(String userId, int count, long consoleBytes, String what) {
        requireFreeDisk();
        var runs = runs(userId);
        if (!runs.hasRoomFor(count)) {
            throw Refusal.of(
                    409,
                    "run-quota",
                    "you keep " + runs.used() + " runs, and may keep " + runs.bound()
                            + "; delete some that you no longer need");
        }
        var console = console(userId);
        if (console.hasRoomFor(consoleBytes)) return;
        throw Refusal.of(
                409,
                "console-quota",
                "the consoles, traces and disks of your runs take " + console.used() + " of " + console.bound()
                        + " bytes, and " + what
                        + "; delete runs that you no longer need, or lower limits.consoleBytes");
    }

    /// @throws Refusal `disk-full`, or `database-cannot-store`
    public void requireFreeDisk() {
        requireFloor();
        if (!watch.storing()) throw CannotStore.refusal();
    }

    private void requireFloor() {
        var disk = settings.disk();
        if (disk == null || disk.isEmpty()) return;
        try {
            var free = Files.getFileStore(Path.of(disk)).getUsableSpace();
            if (free >= settings.freeDisk().toBytes()) return;
            LOG.error("The disk of {} has {} bytes left: bundles and runs are refused", disk, free);
        } catch (IOException e) {
            LOG.error("How much room the disk of {} has cannot be found out: bundles and runs are refused", disk, e);
        }
        throw Refusal.retryLater(
                FULL,
                "disk-full",
                "the service's disk is nearly full, so it takes in nothing new; its administrator has to make room",
                LOOK_AGAIN);
    }

    private Amount bundles(String userId) {
        return amount("""
                select coalesce(sum(octet_length(b.archive)), 0)
                from bundle_uploads u join bundles b on b.digest = u.bundle_digest where u.user_id = :user
                """, userId, settings.bundleBytes().toBytes());
    }

    private Amount runs(String userId) {
        return amount("select count(*) from runs where user_id = :user", userId, settings.keptRuns());
    }

    private Amount console(String userId) {
        return amount(
                """
                select (select coalesce(sum(console_bytes), 0) from runs where user_id = :user)
                     + (select coalesce(sum(limit_console), 0) + count(trace_from) * %d from runs
                        where user_id = :user and state in ('queued', 'allocated', 'running'))
                     + (select coalesce(sum(octet_length(t.packed)), 0)
                        from run_traces t join runs r on r.id = t.run_id where r.user_id = :user)
                     + (select coalesce(sum(octet_length(packed)), 0) from disk_contents where digest in (
                            select unnest(array[d.contents_before, d.contents_after])
                            from run_disks d join runs r on r.id = d.run_id where r.user_id = :user))
                     + (select count(*) * %d from run_disks d join runs r on r.id = d.run_id
                        where d.keep and r.user_id = :user and r.state in ('queued', 'allocated', 'running'))
                """.formatted(TRACE_BYTES, EndedDisk.MOST_PACKED),
                userId,
                settings.consoleBytes().toBytes());
    }

    private Amount amount(String sql, String userId, long bound) {
        return new Amount(
                database.sql(sql).param("user", userId).query(Long.class).single(), bound);
    }
}
