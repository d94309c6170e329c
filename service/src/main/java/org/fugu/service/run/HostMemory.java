package org.fugu.service.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageSegment;
import org.fugu.exokernel.run.LibraryOs;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.machine.Fidelity;
import org.fugu.machine.HostBytes;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Refuses a run that the process which carries it out could not hold, before that ends for it.
@Component
public class HostMemory {
    /// A byte that a program prints is packed with its cycle and its node, waits to be told, and is put together
    /// at the end.
    private static final long HOST_BYTES_A_PRINTED_BYTE = 12;
    private static final long FRAME = 4096;
    private static final int MEGABYTE = 20;

    /// What a process that carries out runs has besides: classes' data, what it was told, what was translated.
    private static final long BESIDES = 64L << MEGABYTE;

    private final long most;

    HostMemory(RunSettings settings) {
        long given = settings.memoryMegabytes() << MEGABYTE;
        most = given > 0 ? given : hosts() / 2 / settings.workers();
    }

    /// What this host, or the container that this is, has.
    private static long hosts() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /// What the heap of a process that carries out runs, one at a time, may grow to. More than the host has
    /// would be of no use.
    long heapMegabytes() {
        return Math.min(most + BESIDES, Math.max(hosts(), 2 * BESIDES)) >> MEGABYTE;
    }

    /// What one job adds to what its machine needs.
    ///
    /// @param mesh the machine's
    public static long ofJob(RunPlan job, MeshShape mesh) {
        var request = job.request();
        var preset = request.preset();
        long code = HostBytes.ofFigures(preset, mesh, request.fidelity(), codeBytes(request.image()))
                - HostBytes.ofFigures(preset, mesh, request.fidelity(), 0);
        long memory = HostBytes.ofMemory(
                preset, mesh, request.fidelity(), request.limits().memoryBytes());
        var disk = request.first().disk();
        return code
                + job.bundle().totalBytes()
                + libraryBytes(request.first().library())
                + request.limits().consoleBytes() * HOST_BYTES_A_PRINTED_BYTE
                + request.nodes() * memory
                + (disk == null ? 0 : disk.bytes().length)
                + inputBytes(request)
                + disks(request, request.limits().memoryBytes());
    }

    /// @param jobs what all jobs add together, by [#ofJob]
    public void require(Preset preset, MeshShape mesh, Fidelity fidelity, long jobs) {
        long machine = HostBytes.ofFigures(preset, mesh, fidelity, 0);
        if (machine + jobs <= most) return;
        throw refusal(
                "/limits/memoryBytes",
                "the co-run may take " + (machine + jobs) + " bytes of this host's memory, of which a run may take "
                        + most + ": " + machine + " for " + mesh.nodes() + " nodes, and " + jobs
                        + " for the memories and consoles of its jobs; ask for fewer nodes, or for lower"
                        + " limits.memoryBytes or limits.consoleBytes");
    }

    /// Whether there is room for a run and for more besides.
    ///
    /// @param more bytes
    public boolean hasRoom(RunPlan plan, long more) {
        return of(plan) + more <= most;
    }

    /// What a run may come to need, in bytes.
    public static long of(RunPlan plan) {
        return fixed(plan) + memory(plan, plan.request().limits().memoryBytes());
    }

    /// All but the memories of its nodes.
    private static long fixed(RunPlan plan) {
        var request = plan.request();
        return HostBytes.ofFigures(request.preset(), request.mesh(), request.fidelity(), codeBytes(request.image()))
                + plan.bundle().totalBytes()
                + libraryBytes(request.first().library())
                + (request.first().disk() == null ? 0 : request.first().disk().bytes().length)
                + inputBytes(request)
                + request.limits().consoleBytes() * HOST_BYTES_A_PRINTED_BYTE;
    }

    /// As large as the memories, and the first node's once more, when it is told of at the end.
    ///
    /// @param bytes of a node's memory
    private static long disks(RunRequest request, long bytes) {
        return request.first().disk() == null ? 0 : request.nodes() * HostBytes.ofDisk(bytes) + bytes;
    }

    private static long inputBytes(RunRequest request) {
        var inputs = request.first().inputs();
        return inputs == null ? 0 : inputs.bytes();
    }

    /// As a file, and as it is bound.
    private static long libraryBytes(@Nullable LibraryOs library) {
        return library == null ? 0 : 2L * library.image().length;
    }

    /// @param bytes of a node's memory
    private static long memory(RunPlan plan, long bytes) {
        var request = plan.request();
        return request.nodes() * HostBytes.ofMemory(request.preset(), request.mesh(), request.fidelity(), bytes)
                + disks(request, bytes);
    }

    /// @throws Refusal `memory-too-large`, with what would do
    public void require(RunPlan plan) {
        require(plan, 0);
    }

    /// @param more bytes that the run takes besides
    /// @throws Refusal `memory-too-large`, with what would do
    public void require(RunPlan plan, long more) {
        var request = plan.request();
        var mesh = request.mesh();
        long fixed = fixed(plan) + more;
        long memoryBytes = request.limits().memoryBytes();
        long memory = memory(plan, memoryBytes);
        if (fixed + memory <= most) return;
        long smallest = memory(plan, Limits.MIN_MEMORY_BYTES);
        if (fixed + smallest > most) {
            throw refusal(
                    "/mesh",
                    "the caches, TLBs, queues and consoles of " + mesh.nodes() + " such nodes may take "
                            + (fixed + smallest)
                            + " bytes of this host's memory, of which a run may take " + most
                            + "; ask for fewer nodes, smaller figures or fewer limits.consoleBytes");
        }
        // Host memory grows by frames, from a frame on: in proportion, up to one too many.
        long inProportion = (long) ((double) memoryBytes * (most - fixed) / memory);
        long possible = Math.max(Limits.MIN_MEMORY_BYTES, (inProportion / FRAME - 1) * FRAME);
        throw refusal(
                "/limits/memoryBytes",
                request.nodes() + " nodes of " + memoryBytes + " bytes are more than this service can hold;"
                        + " with that many nodes ask for at most " + possible + " bytes a node");
    }

    private static Refusal refusal(String pointer, String detail) {
        return Refusal.ofField(422, "memory-too-large", pointer, detail);
    }

    private static long codeBytes(byte[] image) {
        return ElfImage.parse(image) instanceof ElfImage sound
                ? sound.segments().stream()
                        .filter(segment -> segment.rights().contains(Right.EXECUTE))
                        .mapToLong(ImageSegment::memoryBytes)
                        .sum()
                : 0;
    }
}
