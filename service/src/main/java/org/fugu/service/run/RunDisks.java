package org.fugu.service.run;

import org.fugu.bundle.run.SystemChoice;
import org.fugu.exokernel.run.DiskInputs;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.service.account.Account;
import org.fugu.service.disk.DiskOrder;
import org.fugu.service.disk.Disks;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The disk that somebody wants a run to have, or a job of a co-run. Contents are not read to plan it.
@Component
public class RunDisks {
    private final Disks disks;

    RunDisks(Disks disks) {
        this.disks = disks;
    }

    /// What an earlier run left behind for this one to begin with; null for nothing.
    ///
    /// @throws Refusal `unknown-run` or `disk-not-kept`
    public Disks.@Nullable Kept left(Account account, WantedDisk wanted) {
        var source = wanted.source();
        return source == null ? null : disks.leftBy(account.id(), source);
    }

    /// The choice with which a run is planned: it has a disk if one is wanted, on which nothing is yet.
    public static SystemChoice planned(SystemChoice system, WantedDisk wanted) {
        return wanted.disk() == null ? system : system.withDisk(new byte[0]);
    }

    /// A planned run, with what its disks hold when it begins.
    ///
    /// @throws Refusal `disk-too-large`
    public static RunInputs with(RunInputs planned, Disks.@Nullable Kept left) {
        if (left == null) return planned;
        long most = planned.limits().memoryBytes();
        if (left.bytes() <= most) return planned.with(new DiskInputs(left.digest()));
        throw Refusal.ofField(
                422,
                "disk-too-large",
                "/disk",
                "the disk holds " + left.bytes() + " bytes; a run has as much of a disk as of memory, here " + most
                        + ": raise limits.memoryBytes");
    }

    /// What becomes of the disk of a planned run; null if it has none.
    ///
    /// @throws Refusal `no-disk`
    public static @Nullable DiskOrder order(WantedDisk wanted, RunInputs planned) {
        var disk = planned.first().disk();
        if (disk != null) {
            var source = wanted.disk() == null ? DiskOrder.MANIFEST : wanted.disk();
            return new DiskOrder(source, disk.digest(), wanted.isKept());
        }
        if (!wanted.isKept()) return null;
        throw Refusal.ofField(
                422, "no-disk", "/keepDisk", "the run has no disk that could be kept; give it one, with disk: blank");
    }
}
