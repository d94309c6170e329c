package org.fugu.service.run;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.WireForms;
import org.fugu.service.worker.Checkpoint;
import org.fugu.service.worker.Checkpoints;
import org.fugu.service.worker.ChildLost;
import org.fugu.service.worker.GuestWork;
import org.fugu.service.worker.Simulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt, from the checkpoint where it goes on to those that it leaves to the next.
public final class AttemptCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptCheckpoints.class);
    private static final int MEGABYTE = 20;

    /// What is stored of it. Each step is refused as [Lost] when a newer attempt was granted.
    public interface Steps {
        /// From where an attempt can go on; none if it has to begin at cycle 0.
        ///
        /// @param request SHA-256 of what is carried out
        Optional<CheckpointRows.Kept> checkpoint(Claim claim, String request);

        /// Keeps the run as it was.
        void keep(Claim claim, String request, CheckpointRows.Kept kept);

        /// Nobody goes on from there any more: something is wrong with it.
        void forgetCheckpoint(Claim claim);

        /// The attempt goes on from that cycle.
        void resumed(Claim claim, long cycle);
    }

    private final Steps steps;
    private final Claim claim;
    private final RunRequest request;
    private final RunSettings settings;
    private final CheckpointRows.@Nullable Kept before;
    private final long begun = System.nanoTime();

    /// @param request of the run that is kept on its way
    public AttemptCheckpoints(Steps steps, Claim claim, RunRequest request, RunSettings settings) {
        this.steps = steps;
        this.claim = claim;
        this.request = request;
        this.settings = settings;
        this.before =
                claim.attempt() == 1 ? null : steps.checkpoint(claim, digest()).orElse(null);
    }

    private String digest() {
        var text = WireForms.REQUEST.write(RunInputs.of(request));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// What a child is told of them.
    public Checkpoints wanted() {
        return new Checkpoints(
                settings.checkpointEvery(),
                settings.checkpointMaxMegabytes() << MEGABYTE,
                before == null ? null : before.checkpoint());
    }

    /// Keeps checkpoints besides what an attempt keeps.
    RunRecorder.Keeper kept(RunRecorder.Keeper keeper) {
        return new RunRecorder.Keeper() {
            @Override
            public RunRecorder.Order keep(long cycle, long told, List<List<RunEvent>> happened) {
                return keeper.keep(cycle, told, happened);
            }

            @Override
            public void resumed(long cycle) {
                LOG.info("Attempt {} of {} goes on from cycle {}", claim.attempt(), claim.id(), cycle);
                steps.resumed(claim, cycle);
            }

            @Override
            public void keep(Checkpoint checkpoint, boolean isResumed) {
                steps.keep(claim, digest(), new CheckpointRows.Kept(checkpoint, hostNanos(isResumed) / 1_000_000));
            }
        };
    }

    /// Carries it out. A checkpoint from which nobody comes any further is not used again.
    public <R> R carryOut(Simulator simulator, GuestWork<R> work, RunRecorder recorder) {
        try {
            return simulator.carryOut(work, recorder);
        } catch (ChildLost e) {
            recorder.close();
            recorder.keepCheckpoint();
            if (before != null && recorder.cycle() <= before.checkpoint().cycle()) steps.forgetCheckpoint(claim);
            throw e;
        } catch (IllegalStateException e) {
            if (before != null) steps.forgetCheckpoint(claim);
            throw e;
        }
    }

    /// How long hosts took for it until now.
    ///
    /// @param isResumed whether it goes on from where another attempt came
    long hostNanos(boolean isResumed) {
        long here = System.nanoTime() - begun;
        return before == null || !isResumed ? here : here + before.hostMillis() * 1_000_000;
    }
}
