package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.MemoryPart;
import org.fugu.exokernel.loader.DiskPart;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Which jobs can share a machine: those in rectangles that do not overlap, and those in the same
/// rectangle one after the other, or in turns.
final class JobPlaces {
    private JobPlaces() {}

    /// @param turns how jobs share nodes, or null if they may not
    /// @throws IllegalArgumentException saying which job cannot be where it shall be, and what to do
    static void require(
            List<? extends PlacedJob> jobs, @Nullable Turns turns, Preset machine, MeshShape mesh, Fidelity fidelity) {
        if (jobs.isEmpty() || jobs.size() > JobIdentity.MOST) {
            throw new IllegalArgumentException(
                    jobs.size() + " jobs: one machine can have from 1 to " + JobIdentity.MOST);
        }
        for (var job : jobs) require(job, mesh, fidelity);
        for (int later = 1; later < jobs.size(); later++) {
            for (int i = 0; i < later; i++) requireApart(jobs.get(i), jobs.get(later), turns != null);
        }
        if (turns != null) requireSharing(jobs, machine);
        memory(jobs);
        requireDiskRoom(jobs, machine);
    }

    private static void require(PlacedJob job, MeshShape mesh, Fidelity fidelity) {
        var place = job.rectangle();
        RunRequest.requireArgumentsFit(job.program(), job.arguments());
        if (!place.fits(mesh)) {
            throw new IllegalArgumentException("the rectangle " + place + " of '" + job.program()
                    + "' is not inside the mesh of " + mesh + ": it ends at column " + (place.endColumn() - 1)
                    + " and row " + (place.endRow() - 1) + "; move it, or give the machine a mesh of "
                    + Math.max(mesh.columns(), place.endColumn()) + "x" + Math.max(mesh.rows(), place.endRow()));
        }
        int most = place.shape().nodes();
        if (job.nodes() < 1 || job.nodes() > most) {
            throw new IllegalArgumentException(
                    job.nodes() + " nodes on a mesh of " + place.shape() + ": from 1 to " + most + " are possible");
        }
        long window = window(fidelity);
        if (job.startCycle() < 0 || job.startCycle() > Limits.MAX_CYCLES || job.startCycle() % window != 0) {
            throw new IllegalArgumentException("'" + job.program() + "' cannot begin at cycle " + job.startCycle()
                    + ": with fidelity " + fidelity + " a job begins at 0 or a multiple of " + window + ", up to "
                    + Limits.MAX_CYCLES);
        }
    }

    /// Turns are announced by the second network, and messages have to be told apart.
    private static void requireSharing(List<? extends PlacedJob> jobs, Preset machine) {
        if (jobs.stream().noneMatch(job -> shares(job, jobs))) {
            throw new IllegalArgumentException(
                    "turns are for jobs in the same rectangle at the same time, and there are none");
        }
        if (machine.value("system_network.present") == 0 || machine.value("message.group_check") == 0) {
            throw new IllegalArgumentException("jobs cannot share nodes of the machine " + machine.name()
                    + ": it has no second network, or its nodes do not check the groups of messages;"
                    + " give each job a rectangle of its own");
        }
    }

    /// Whether another job has the same nodes at the same time.
    static boolean shares(PlacedJob job, List<? extends PlacedJob> jobs) {
        return jobs.stream().anyMatch(other -> other != job && other.isInPlaceOf(job) && overlap(job, other));
    }

    private static boolean overlap(PlacedJob one, PlacedJob other) {
        return one.startCycle() < other.endCycle() && other.startCycle() < one.endCycle();
    }

    private static void requireApart(PlacedJob one, PlacedJob other, boolean mayShare) {
        if (!one.rectangle().overlaps(other.rectangle())) return;
        if (!one.isInPlaceOf(other)) {
            throw new IllegalArgumentException("the rectangles " + one.rectangle() + " of '" + one.program() + "' and "
                    + other.rectangle() + " of '" + other.program() + "' overlap: move one of them to column "
                    + Math.max(one.rectangle().endColumn(), other.rectangle().endColumn())
                    + ", or give both the same rectangle, one after the other");
        }
        if (mayShare) return;
        var earlier = one.startCycle() <= other.startCycle() ? one : other;
        var later = earlier == one ? other : one;
        if (earlier.endCycle() > later.startCycle()) {
            throw new IllegalArgumentException("'" + later.program() + "' begins at cycle " + later.startCycle()
                    + " in the rectangle " + later.rectangle() + ", where '" + earlier.program()
                    + "' may run until cycle " + earlier.endCycle() + ": let it begin then or later, lower the other's"
                    + " limit of cycles, choose another rectangle, or let them have it in turns");
        }
    }

    /// How long the windows are that nothing may cut short; 1 in exact runs.
    static long window(Fidelity fidelity) {
        return switch (fidelity) {
            case Fidelity.Timing() -> 1;
            case Fidelity.Functional() -> Machine.TURN;
            case Fidelity.Relaxed(var length) -> length;
        };
    }

    /// The part of the nodes' memory that each job has: jobs in one rectangle have different parts, so
    /// no frame is ever another job's.
    static List<MemoryPart> memory(List<? extends PlacedJob> jobs) {
        var parts = new ArrayList<MemoryPart>();
        for (var job : jobs) {
            long first = 0;
            for (int i = 0; i < parts.size(); i++) {
                if (jobs.get(i).isInPlaceOf(job)) first = parts.get(i).end();
            }
            long frames = job.limits().memoryBytes() / AddressSpace.PAGE_BYTES;
            if (first + frames > FramePool.MOST_FRAMES) {
                throw new IllegalArgumentException("the jobs in the rectangle " + job.rectangle()
                        + " need more memory together than a node can have, "
                        + (long) FramePool.MOST_FRAMES * AddressSpace.PAGE_BYTES + " bytes; lower their memoryBytes");
            }
            parts.add(new MemoryPart((int) first, (int) frames));
        }
        return parts;
    }

    /// How many blocks of the disk of each of its nodes a job has: as much as it has of the memory.
    private static long diskBlocks(PlacedJob job, Preset machine) {
        return job.hasDisk() ? job.limits().memoryBytes() / machine.value("disk.block_bytes") : 0;
    }

    /// The part of its nodes' disks that each job has, or null: jobs in one rectangle have different parts, so
    /// no block is ever another job's.
    static List<@Nullable DiskPart> disks(List<JobRequest> jobs, Preset machine) {
        var parts = new ArrayList<@Nullable DiskPart>();
        for (var job : jobs) {
            long first = 0;
            for (int i = 0; i < parts.size(); i++) {
                var other = parts.get(i);
                if (other != null && jobs.get(i).isInPlaceOf(job)) first = other.first() + other.blocks();
            }
            var disk = job.disk();
            parts.add(disk == null ? null : new DiskPart((int) first, (int) diskBlocks(job, machine), disk.bytes()));
        }
        return parts;
    }

    private static void requireDiskRoom(List<? extends PlacedJob> jobs, Preset machine) {
        for (var job : jobs) {
            if (!job.hasDisk()) continue;
            if (machine.value("disk.blocks") == 0) {
                throw new IllegalArgumentException("the machine " + machine.name() + " has no disk for '"
                        + job.program() + "'; fugu and the decstations have one");
            }
            long blocks = 0;
            for (var other : jobs) if (other.isInPlaceOf(job)) blocks += diskBlocks(other, machine);
            if (blocks > machine.value("disk.blocks")) {
                throw new IllegalArgumentException("the jobs in the rectangle " + job.rectangle() + " need " + blocks
                        + " blocks of a disk of " + machine.value("disk.blocks") + "; lower their memoryBytes");
            }
        }
    }

    /// @throws IllegalArgumentException if the contents of a disk are larger than it
    static void requireDisksFit(List<JobRequest> jobs) {
        for (var job : jobs) {
            var disk = job.disk();
            if (disk == null || disk.bytes().length <= job.limits().memoryBytes()) continue;
            throw new IllegalArgumentException("the contents of the disk of '" + job.program() + "' have "
                    + disk.bytes().length + " bytes; a job has as much of a disk as of memory, here "
                    + job.limits().memoryBytes() + ": raise its limit memoryBytes");
        }
    }

    /// Whether a job has all of the machine from the beginning, and no other one is there.
    static boolean isAlone(List<? extends PlacedJob> jobs, MeshShape mesh) {
        var first = jobs.getFirst();
        return jobs.size() == 1 && first.startCycle() == 0 && first.rectangle().equals(MeshRectangle.of(mesh));
    }
}
