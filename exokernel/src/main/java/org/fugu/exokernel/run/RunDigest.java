package org.fugu.exokernel.run;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import org.fugu.machine.Machine;
import org.fugu.machine.state.StateHash;
import org.jspecify.annotations.Nullable;

/// What the digests of a run are made of. Nothing of the host, its threads or windows is in them.
final class RunDigest {
    private RunDigest() {}

    /// Everything the result depends on.
    static StateHash ofInputs(RunRequest request) {
        var hash = new StateHash();
        hash.add("run").add(Machine.MODEL_VERSION);
        hash.add(request.identity());
        hash.add(request.preset().canonicalText());
        hash.add(request.mesh().columns()).add(request.mesh().rows()).add(request.nodes());
        hash.add(request.seed()).add(request.fidelity().toString());
        hash.add(request.program()).add(request.arguments().size());
        for (var argument : request.arguments()) hash.add(argument);
        var limits = request.limits();
        hash.add(limits.cycles()).add(limits.instructions());
        hash.add(limits.consoleBytes()).add(limits.memoryBytes());
        if (!request.isAlone()) addPlaces(request, hash);
        if (request.isMoved()) {
            for (var job : request.jobs()) hash.add("layout").add(job.layout().toString());
        }
        if (!request.isPlain()) for (var job : request.jobs()) addSystem(job, hash);
        return hash;
    }

    private static void addSystem(JobRequest job, StateHash hash) {
        hash.add("structure").add(job.structure().toString());
        var library = job.library();
        hash.add(library == null ? "" : library.identity()).add(sha256(library == null ? null : library.image()));
        hash.add(sha256(job.disk() == null ? null : job.disk().bytes()));
        if (job.inputs() != null) addInputs(InputDigests.of(job.inputs()), hash);
    }

    private static void addInputs(InputDigests inputs, StateHash hash) {
        hash.add("inputs").add(inputs.standard() == null ? "" : inputs.standard());
        hash.add(inputs.files().size());
        inputs.files().forEach((name, digest) -> hash.add(name).add(digest));
    }

    private static String sha256(byte @Nullable [] bytes) {
        return bytes == null ? "" : RunInputs.sha256(bytes);
    }

    /// Where and when each job is, and what the further ones are.
    private static void addPlaces(RunRequest request, StateHash hash) {
        hash.add("jobs").add(request.jobs().size());
        if (request.turns() != null) hash.add(request.turns().toString());
        for (var job : request.jobs()) {
            hash.add(job.rectangle().toString()).add(job.startCycle()).add(job.nodes());
            hash.add(job.identity()).add(job.program()).add(job.arguments().size());
            for (var argument : job.arguments()) hash.add(argument);
            var limits = job.limits();
            hash.add(job.seed()).add(limits.cycles()).add(limits.instructions());
            hash.add(limits.consoleBytes()).add(limits.memoryBytes());
        }
    }

    /// What the program produced; metrics are those it reported itself.
    static String ofResult(
            Outcome outcome,
            @Nullable Integer exitCode,
            SortedMap<Integer, byte[]> console,
            SortedMap<String, Long> reported) {
        var hash = new StateHash();
        hash.add("result").add(outcome.wireName()).add(exitCode == null ? -1 : exitCode);
        hash.add(console.size());
        console.forEach((node, bytes) -> hash.add(node).add(bytes));
        hash.add(reported.size());
        reported.forEach((name, value) ->
                hash.add(name.getBytes(StandardCharsets.US_ASCII)).add(value));
        return hash.hex();
    }
}
