package org.fugu.exokernel.run;

import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.fugu.exokernel.loader.ImageRejected;

/// Reports of jobs that never started.
final class EarlyEnd {
    private EarlyEnd() {}

    static JobReport rejected(ImageRejected rejected) {
        return report(
                Outcome.REJECTED_IMAGE,
                "the program cannot be loaded (" + rejected.code() + "): " + rejected.sentence());
    }

    static JobReport tooLarge(JobRequest job, long bytesNeeded) {
        return report(
                Outcome.MEMORY_LIMIT,
                "the program needs " + bytesNeeded + " bytes of a node's memory to start, and the limit is "
                        + job.limits().memoryBytes() + "; raise memoryBytes");
    }

    private static JobReport report(Outcome outcome, String message) {
        var console = Collections.unmodifiableSortedMap(new TreeMap<Integer, byte[]>());
        var metrics = Collections.unmodifiableSortedMap(new TreeMap<String, Long>());
        return new JobReport(
                outcome,
                null,
                null,
                message,
                RunDigest.ofResult(outcome, null, console, metrics),
                0,
                0,
                0,
                0,
                console,
                metrics,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Clues.NONE);
    }

    /// Of a run whose only job never started.
    static RunReport run(RunRequest request, JobReport only) {
        return new RunReport(
                request.preset().name(),
                request.machineVersion(),
                request.nodes(),
                request.fidelity().toString(),
                RunDigest.ofInputs(request)
                        .add(only.outcome().wireName())
                        .add(only.message())
                        .hex(),
                List.of(),
                request.preset().clockMegahertz(),
                0,
                List.of(),
                Collections.emptySortedMap(),
                List.of(only));
    }
}
