package org.fugu.service.disk;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes what the disks hold when a run has ended, of those jobs of which it is wanted. Each is packed at once.
public final class EndedDisks {
    private final Set<Integer> jobs;
    private final Map<Integer, EndedDisk> taken = new HashMap<>();

    /// @param jobs places in the request
    public EndedDisks(Set<Integer> jobs) {
        this.jobs = Set.copyOf(jobs);
    }

    /// Whether one of them is wanted.
    public boolean areWanted() {
        return !jobs.isEmpty();
    }

    /// A job's disk is told.
    public void take(int job, byte[] contents) {
        if (jobs.contains(job)) taken.put(job, EndedDisk.of(contents));
    }

    /// What the disk of a job held; null if that is not wanted.
    public @Nullable EndedDisk of(int job) {
        return taken.get(job);
    }
}
