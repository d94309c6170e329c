package org.fugu.service.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.fugu.service.database.DatabaseWatch;
import org.fugu.service.disk.EndedDisk;
import org.fugu.service.problem.CannotStore;
import org.fugu.service.problem.Refusal;
import org.fugu.service.quota.Amount;
import org.fugu.service.quota.Quota;
import org.fugu.service.quota.Quotas;
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

    /// How many changes of a user's runs are added up each time before they are made one.
    private static final int CHANGES = 100;

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final JdbcClient database;
    private final DatabaseWatch watch;
    private final Quotas quotas;
    private final StorageSettings settings;

    Storage(JdbcClient database, DatabaseWatch watch, Quotas quotas, StorageSettings settings) {
        this.database = database;
        this.watch = watch;
        this.quotas = quotas;
        this.settings = settings;
    }

    /// Keeps others from storing something for that user until the transaction ends. Of all locks
    /// this is the first to be taken.
    ///
    /// @return what they may have
    /// @throws Refusal `user-disabled`, for who was disabled since the request began
    public Quota lock(String userId) {
        return database.sql("select " + Quotas.COLUMNS + """
                         from users u left join user_quotas q on q.user_id = u.id
                        where u.id = :user and u.disabled_at is null for no key update of u
                        """)
                .param("user", userId)
                .query((row, _) -> quotas.read(row))
                .optional()
                .orElseThrow(() -> Refusal.of(403, "user-disabled", "an administrator has disabled this user"));
    }

    /// The same for the service itself, which removes what is over its time, whoever has it.
    public void lockForRemoval(String userId) {
        database.sql("select 1 from users where id = :user for no key update")
                .param("user", userId)
                .query(Integer.class)
                .single();
    }

    /// What that user keeps.
    StorageUse of(String userId) {
        var runs = changes(userId).sum();
        var quota = quotas.of(userId);
        return new StorageUse(
                bundles(userId, quota.bundleBytes()),
                new Amount(runs.kept(), quota.keptRuns()),
                console(runs, quota.consoleBytes()));
    }

    /// What the runs of that user take, whose row is locked. The time does not depend on how many they are: the
    /// database notes each change (`note_room`), and here the changes are added up.
    public RunsUse runs(String userId) {
        var changes = changes(userId);
        if (changes.count() > CHANGES) {
            database.sql("""
                            with before as (delete from room_changes where user_id = :user returning *)
                            insert into room_changes (user_id, runs, queued, bytes)
                            select :user, sum(runs), sum(queued), sum(bytes) from before
                            """).param("user", userId).update();
        }
        return changes.sum();
    }

    private record Changes(long count, RunsUse sum) {}

    /// Disks are few, and equal ones count once: they are looked up. So are the few runs that wait for others'
    /// projects.
    private Changes changes(String userId) {
        return database.sql("""
                        select count(*), coalesce(sum(runs), 0), coalesce(sum(queued), 0)
                            + (select count(*) from runs r join projects p on p.id = r.project_id
                               where r.state = 'queued' and r.project_id is not null and p.user_id = :user
                                   and r.user_id <> :user)
                            - (select count(*) from runs r join projects p on p.id = r.project_id
                               where r.state = 'queued' and r.project_id is not null and r.user_id = :user
                                   and p.user_id <> :user),
                            coalesce(sum(bytes), 0)
                            + (select coalesce(sum(octet_length(packed)), 0) from disk_contents where digest in (
                                select unnest(array[contents_before, contents_after])
                                from run_disks where user_id = :user
                                union all select contents from co_run_disks where user_id = :user))
                        from room_changes where user_id = :user
                        """)
                .param("user", userId)
                .query((row, _) ->
                        new Changes(row.getLong(1), new RunsUse(row.getLong(2), row.getLong(3), row.getLong(4))))
                .single();
    }

    /// @throws Refusal `bundle-quota` or `disk-full`
    public void requireRoomForBundle(String userId, long bytes) {
        requireFreeDisk();
        var bundles = bundles(userId, quotas.of(userId).bundleBytes());
        if (bundles.hasRoomFor(bytes)) return;
        throw Refusal.of(
                409,
                "bundle-quota",
                "your bundles take " + bundles.used() + " of " + bundles.bound() + " bytes, and this one needs " + bytes
                        + "; delete one that you no longer need");
    }

    /// @param quota what the user may have
    /// @param runs what the user's runs take without it
    /// @param consoleBytes that the run may print at most
    /// @param traced whether a trace of it is to be kept, which counts like a console
    /// @param keepsDisk whether what its disk holds is to be kept, which does too
    /// @throws Refusal `run-quota`, `console-quota` or `disk-full`
    public void requireRoomForRun(Quota quota, RunsUse runs, long consoleBytes, boolean traced, boolean keepsDisk) {
        requireRoom(
                quota,
                runs,
                1,
                reserved(consoleBytes, traced, keepsDisk),
                "this run may print " + consoleBytes + (traced ? " and have a trace of " + TRACE_BYTES : "")
                        + (keepsDisk ? " and leave a disk of " + EndedDisk.MOST_PACKED : ""));
    }

    /// @param bytes that it takes, packed
    /// @throws Refusal `console-quota` or `disk-full`
    public void requireRoomForInput(Quota quota, RunsUse runs, long bytes) {
        requireRoom(quota, runs, 0, bytes, "this input needs " + bytes);
    }

    /// What a run is counted as until it has ended, besides what it has printed.
    public static long reserved(long consoleBytes, boolean traced, boolean keepsDisk) {
        return consoleBytes + (traced ? TRACE_BYTES : 0) + (keepsDisk ? EndedDisk.MOST_PACKED : 0);
    }

    /// The same for several at once.
    ///
    /// @param consoleBytes that they may print at most, all together
    /// @param disks of how many of them what the disk holds is to be kept
    public void requireRoomForRuns(Quota quota, RunsUse runs, int count, long consoleBytes, int disks) {
        requireRoom(
                quota,
                runs,
                count,
                consoleBytes + (long) disks * EndedDisk.MOST_PACKED,
                "these " + count + " runs may print " + consoleBytes
                        + (disks == 0 ? "" : " and leave " + disks + " disks of " + EndedDisk.MOST_PACKED));
    }

    private void requireRoom(Quota quota, RunsUse runs, int count, long consoleBytes, String what) {
        requireFreeDisk();
        var kept = new Amount(runs.kept(), quota.keptRuns());
        if (!kept.hasRoomFor(count)) {
            throw Refusal.of(
                    409,
                    "run-quota",
                    "you keep " + kept.used() + " runs, and may keep " + kept.bound()
                            + "; delete some that you no longer need");
        }
        var console = console(runs, quota.consoleBytes());
        if (console.hasRoomFor(consoleBytes)) return;
        throw Refusal.of(
                409,
                "console-quota",
                "the consoles, traces, disks and inputs of your runs take " + console.used() + " of " + console.bound()
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

    private Amount bundles(String userId, long bound) {
        return amount("""
                select coalesce(sum(octet_length(b.archive)), 0)
                from bundle_uploads u join bundles b on b.digest = u.bundle_digest where u.user_id = :user
                """, userId, bound);
    }

    private static Amount console(RunsUse runs, long bound) {
        return new Amount(runs.bytes(), bound);
    }

    private Amount amount(String sql, String userId, long bound) {
        return new Amount(
                database.sql(sql).param("user", userId).query(Long.class).single(), bound);
    }
}
