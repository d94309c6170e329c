package org.fugu.exokernel.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// Everything a run's result depends on, and the number of host threads, on which it does not
/// depend: a machine, and the jobs on it, of which there is mostly one.
///
/// @param jobs those in one rectangle one after the other, all others in rectangles that do not
///     overlap; the first is the one that the run is named after
/// @param turns how jobs in one rectangle have it in turns, or null: they have it one after the other
/// @param hostThreads 1 to 64
public record RunRequest(
        List<JobRequest> jobs,
        @Nullable Turns turns,
        Preset preset,
        MeshShape mesh,
        Fidelity fidelity,
        int hostThreads) {
    /// What the program's name and its arguments may take of the stack, pointers included.
    public static final int MAX_ARGUMENT_BYTES = 32 * 1024;

    private static final int PRESET_HASH_DIGITS = 12;

    public RunRequest {
        jobs = List.copyOf(jobs);
        JobPlaces.require(jobs, turns, preset, mesh, fidelity);
        JobPlaces.requireDisksFit(jobs);
        if (hostThreads < 1 || hostThreads > 64) {
            throw new IllegalArgumentException(hostThreads + " host threads: from 1 to 64 are possible");
        }
    }

    /// Jobs of which none shares nodes with another at the same time.
    public RunRequest(List<JobRequest> jobs, Preset preset, MeshShape mesh, Fidelity fidelity, int hostThreads) {
        this(jobs, null, preset, mesh, fidelity, hostThreads);
    }

    /// One job that has a machine to itself.
    ///
    /// @param nodes how many nodes of the mesh get an environment, from node 0: 1 to `mesh.nodes()`
    public RunRequest(
            byte[] image,
            String identity,
            String program,
            List<String> arguments,
            Preset preset,
            MeshShape mesh,
            int nodes,
            Fidelity fidelity,
            long seed,
            Limits limits,
            int hostThreads) {
        this(
                List.of(new JobRequest(
                        image, identity, program, arguments, MeshRectangle.of(mesh), nodes, seed, limits, 0)),
                preset,
                mesh,
                fidelity,
                hostThreads);
    }

    /// The job that the run is named after.
    public JobRequest first() {
        return jobs.getFirst();
    }

    /// The same with the parts of each job moved.
    public RunRequest moved(LayoutSeeds by) {
        var moved = jobs.stream().map(job -> job.moved(by)).toList();
        return new RunRequest(moved, turns, preset, mesh, fidelity, hostThreads);
    }

    /// A run of one job with another operating system and other contents of its disks.
    public RunRequest on(Structure structure, @Nullable LibraryOs library, @Nullable DiskContents disk) {
        var other = first().on(structure, library).with(disk);
        return new RunRequest(List.of(other), turns, preset, mesh, fidelity, hostThreads);
    }

    /// A run of one job with something else to read.
    public RunRequest reading(@Nullable InputContents given) {
        return new RunRequest(List.of(first().reading(given)), turns, preset, mesh, fidelity, hostThreads);
    }

    /// The same with the operating system of each job structured like that.
    public RunRequest on(Structure structure) {
        var others = jobs.stream().map(job -> job.on(structure, job.library())).toList();
        return new RunRequest(others, turns, preset, mesh, fidelity, hostThreads);
    }

    /// Whether parts of a job are moved.
    public boolean isMoved() {
        return jobs.stream().anyMatch(job -> !job.layout().isNone());
    }

    /// Whether the operating systems and disks of all jobs are as usual, and none was given anything to read.
    public boolean isPlain() {
        return jobs.stream().allMatch(JobRequest::isPlain);
    }

    /// Whether one job has all of the machine from the beginning.
    public boolean isAlone() {
        return JobPlaces.isAlone(jobs, mesh);
    }

    /// The preset's hash, shortened, and the model's version: what figures of two runs need to have in
    /// common to be comparable.
    public String machineVersion() {
        return preset.hash().substring(0, PRESET_HASH_DIGITS) + "-" + Machine.MODEL_VERSION;
    }

    // What the first job is.

    public byte[] image() {
        return first().image();
    }

    public String identity() {
        return first().identity();
    }

    public String program() {
        return first().program();
    }

    public List<String> arguments() {
        return first().arguments();
    }

    public int nodes() {
        return first().nodes();
    }

    public long seed() {
        return first().seed();
    }

    public Limits limits() {
        return first().limits();
    }

    /// @throws IllegalArgumentException when they take more of the stack than they may, or cannot be
    ///     texts of C
    public static void requireArgumentsFit(String program, List<String> arguments) {
        long bytes = bytesOf(program);
        for (var argument : arguments) bytes += bytesOf(argument);
        if (bytes > MAX_ARGUMENT_BYTES) {
            throw new IllegalArgumentException(
                    "the arguments take " + bytes + " bytes of the stack, 9 more than its text" + " for each; at most "
                            + MAX_ARGUMENT_BYTES + " are possible");
        }
    }

    private static int bytesOf(String argument) {
        if (argument.indexOf(0) >= 0) {
            throw new IllegalArgumentException("an argument holds a zero character, which would end it in C");
        }
        return argument.getBytes(StandardCharsets.UTF_8).length + 1 + Long.BYTES;
    }
}
