package org.fugu.service.measurement;

import java.util.Optional;
import org.fugu.service.run.AttemptCheckpoints;
import org.fugu.service.run.CheckpointRows;
import org.fugu.service.run.Claim;
import org.fugu.service.worker.Checkpoint;

/// The checkpoints of one benchmark of a measurement. They are stored with the cycles of all benchmarks up to
/// there, so that what is further is always more.
///
/// @param before cycles of the benchmarks before it
record BenchmarkCheckpoints(AttemptCheckpoints.Steps steps, long before) implements AttemptCheckpoints.Steps {
    @Override
    public Optional<CheckpointRows.Kept> checkpoint(Claim claim, String request) {
        return steps.checkpoint(claim, request).map(kept -> moved(kept, -before));
    }

    @Override
    public void keep(Claim claim, String request, CheckpointRows.Kept kept) {
        steps.keep(claim, request, moved(kept, before));
    }

    private static CheckpointRows.Kept moved(CheckpointRows.Kept kept, long by) {
        var checkpoint = kept.checkpoint();
        return new CheckpointRows.Kept(new Checkpoint(checkpoint.cycle() + by, checkpoint.bytes()), kept.hostMillis());
    }

    @Override
    public void forgetCheckpoint(Claim claim) {
        steps.forgetCheckpoint(claim);
    }

    @Override
    public void resumed(Claim claim, long cycle) {
        steps.resumed(claim, before + cycle);
    }
}
