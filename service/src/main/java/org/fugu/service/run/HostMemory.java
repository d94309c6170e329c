package org.fugu.service.run;

import org.fugu.exokernel.RunRequest;
import org.fugu.service.problem.Refusal;
import org.springframework.stereotype.Component;

/// Refuses a run whose memory this service could not hold, before it can harm the runs of others.
///
/// A simulated byte that a program touches takes itself, and its share of the directory's entry for
/// its line: about six bytes in all, counted as eight.
@Component
class HostMemory {
    private static final long HOST_BYTES_A_BYTE = 8;

    private final long most;

    /// @param workers how many runs are carried out at the same time
    HostMemory(RunSettings settings) {
        long given = settings.memoryMegabytes() << 20;
        // The last quarter of the heap is for the service itself.
        most = given > 0 ? given : Runtime.getRuntime().maxMemory() / 4 * 3 / settings.workers();
    }

    void require(RunRequest request) {
        long wanted = request.limits().memoryBytes() * request.nodes();
        if (wanted <= most / HOST_BYTES_A_BYTE) return;
        long possible = most / HOST_BYTES_A_BYTE / request.nodes();
        throw Refusal.ofField(
                422,
                "memory-too-large",
                "/limits/memoryBytes",
                request.nodes() + " nodes of " + request.limits().memoryBytes()
                        + " bytes are more than this service can hold; with that many nodes ask for at most " + possible
                        + " bytes a node");
    }
}
