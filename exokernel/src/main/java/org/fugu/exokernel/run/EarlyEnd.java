package org.fugu.exokernel.run;

import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.fugu.exokernel.loader.ImageRejected;

/// Reports of jobs that never started.
final class EarlyEnd {
    private EarlyEnd() {}

    static RunReport rejected(RunRequest request, ImageRejected rejected) {
        return report(
                request,
                Outcome.REJECTED_IMAGE,
                "the program cannot be loaded (" + rejected.code() + "): " + rejected.sentence());
    }

    static RunReport tooLarge(RunRequest request, long bytesNeeded) {
        return report(
                request,
                Outcome.MEMORY_LIMIT,
                "the program needs " + bytesNeeded + " bytes of a node's memory to start, and the limit is "
                        + request.limits().memoryBytes() + "; raise memoryBytes");
    }

    private static RunReport report(RunRequest request, Outcome outcome, String message) {
        var console = Collections.unmodifiableSortedMap(new TreeMap<Integer, byte[]>());
        var metrics = Collections.unmodifiableSortedMap(new TreeMap<String, Long>());
        return new RunReport(
                request.preset().name(),
                ReportWriter.machineVersion(request),
                request.nodes(),
                request.fidelity().toString(),
                outcome,
                null,
                null,
                message,
                RunDigest.ofInputs(request).add(outcome.wireName()).add(message).hex(),
                RunDigest.ofResult(outcome, null, console, metrics),
                List.of(),
                0,
                request.preset().clockMegahertz(),
                0,
                0,
                0,
                console,
                metrics,
                Collections.emptySortedMap(),
                List.of(),
                Collections.emptySortedMap(),
                Clues.NONE);
    }
}
