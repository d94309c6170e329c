package org.fugu.service.run;

import java.util.List;
import java.util.SortedMap;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.exokernel.run.Limits;
import org.fugu.machine.topology.MeshShape;

/// An accepted run, every choice made: carried out today or in a year, it is the same run.
///
/// @param machine the service's machine; `preset` is what its figures come from
/// @param overrides figures changed, by name
record RunOrder(
        String id,
        String userId,
        String bundle,
        String program,
        List<String> arguments,
        String machine,
        String preset,
        MeshShape mesh,
        int nodes,
        String fidelity,
        long seed,
        Limits limits,
        SortedMap<String, Long> overrides) {
    /// These choices, none left to the manifest.
    RunOptions options(int threads) {
        return new RunOptions(
                program,
                arguments,
                preset,
                mesh.toString(),
                nodes,
                fidelity,
                seed,
                new LimitsGiven(limits.cycles(), limits.instructions(), limits.consoleBytes(), limits.memoryBytes()),
                overrides,
                threads);
    }
}
