package org.fugu.exokernel.run;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// A [RunRequest] as a value that can be kept: every choice is in it, each figure of the machine
/// included, and the programs are named by their digests. Carried out in a year, it is the same run,
/// whatever became of the preset.
///
/// @param turns as [RunRequest#turns]
/// @param machine with all of its figures
/// @param overrides names of those that were not the preset's when the run was asked for; they say
///     what somebody chose, and no result depends on them
public record RunInputs(
        List<JobInputs> jobs,
        @Nullable Turns turns,
        Preset machine,
        SortedSet<String> overrides,
        MeshShape mesh,
        Fidelity fidelity) {
    public RunInputs {
        jobs = List.copyOf(jobs);
        overrides = Collections.unmodifiableSortedSet(new TreeSet<>(overrides));
        JobPlaces.require(jobs, turns, machine, mesh, fidelity);
        overrides.forEach(machine::figure);
    }

    public static RunInputs of(RunRequest request) {
        var changed = Preset.named(request.preset().name())
                .changesTo(request.preset().canonicalText())
                .keySet();
        return new RunInputs(
                request.jobs().stream().map(JobInputs::of).toList(),
                request.turns(),
                request.preset(),
                new TreeSet<>(changed),
                request.mesh(),
                request.fidelity());
    }

    /// The request that can be carried out.
    ///
    /// @param files of the jobs
    /// @throws IllegalArgumentException if one is another file
    public RunRequest request(List<JobFiles> files, int hostThreads) {
        if (files.size() != jobs.size()) {
            throw new IllegalArgumentException(
                    "the run is of " + jobs.size() + " programs, and here are " + files.size());
        }
        var requests = new ArrayList<JobRequest>();
        for (int i = 0; i < jobs.size(); i++) requests.add(jobs.get(i).request(files.get(i)));
        return new RunRequest(requests, turns, machine, mesh, fidelity, hostThreads);
    }

    /// The request of a run of one job.
    public RunRequest request(byte[] image, int hostThreads) {
        return request(List.of(new JobFiles(image)), hostThreads);
    }

    /// A run of one job with other contents of its disks.
    public RunInputs with(DiskInputs contents) {
        if (jobs.size() != 1) throw new IllegalStateException("the run is of " + jobs.size() + " programs");
        return new RunInputs(List.of(first().with(contents)), turns, machine, overrides, mesh, fidelity);
    }

    /// A run of one job with something else to read.
    public RunInputs reading(@Nullable InputDigests given) {
        if (jobs.size() != 1) throw new IllegalStateException("the run is of " + jobs.size() + " programs");
        return new RunInputs(List.of(first().reading(given)), turns, machine, overrides, mesh, fidelity);
    }

    /// The job that the run is named after.
    public JobInputs first() {
        return jobs.getFirst();
    }

    /// Whether parts of a job are moved.
    public boolean isMoved() {
        return jobs.stream().anyMatch(job -> !job.layout().isNone());
    }

    /// Whether a job was given anything to read.
    public boolean hasInputs() {
        return jobs.stream().anyMatch(job -> job.inputs() != null);
    }

    /// Whether the operating systems and disks of all jobs are as usual, and none was given anything to read.
    public boolean isPlain() {
        return jobs.stream().allMatch(JobInputs::isPlain);
    }

    /// Whether one job has all of the machine from the beginning.
    public boolean isAlone() {
        return JobPlaces.isAlone(jobs, mesh);
    }

    // What the first job is.

    public String bundle() {
        return first().bundle();
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

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
