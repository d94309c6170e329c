package org.fugu.service.run;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.TreeMap;
import org.fugu.experiment.runset.Coordinates;

/// A run-set to be accepted.
///
/// @param run what all members have, but for the axes; without a trace
record NewRunSet(@NotNull @Valid NewRun run, @NotNull @Valid NewAxes axes) {
    /// The submission of one member.
    NewRun at(Coordinates at) {
        var overrides = new TreeMap<String, Long>();
        if (run.overrides() != null) overrides.putAll(run.overrides());
        if (at.figures() != null) overrides.putAll(at.figures());
        return new NewRun(
                run.bundle(),
                run.program(),
                at.arguments() != null ? at.arguments() : run.args(),
                run.partition(),
                at.machine() != null ? at.machine() : run.machine(),
                run.mesh(),
                at.nodes() != null ? at.nodes() : run.nodes(),
                run.fidelity(),
                at.seed() != null ? at.seed() : run.seed(),
                run.limits(),
                overrides,
                run.libos(),
                at.placement() != null ? at.placement() : run.placement(),
                at.pageTable() != null ? at.pageTable() : run.pageTable(),
                null,
                run.disk(),
                run.keepDisk(),
                run.cache(),
                run.stdin(),
                run.stdinDigest(),
                run.inputs(),
                run.labels(),
                run.commit(),
                run.branch(),
                run.repository(),
                run.project());
    }
}
