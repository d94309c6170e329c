package org.fugu.service.run;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.problem.CannotStore;
import org.fugu.service.problem.DatabaseUnavailable;
import org.fugu.service.problem.FailureLog;
import org.fugu.service.worker.ChildLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Carries out attempts. However one ends, it is recorded, given back, or found by whoever looks for
/// lost ones.
public final class AttemptGuard {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptGuard.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);
    private static final String NOT_KEPT = "what it did could not be kept, and no attempt came further than one before";

    /// What becomes of an attempt that comes to no result.
    public interface Steps {
        /// It failed through no fault of the guest: back to the queue, or given up.
        void fail(Claim claim, String why);

        /// It stops before its end, and somebody else will carry it out.
        void giveBack(Claim claim);

        /// It is worth nothing any more.
        ///
        /// @param held how long the process had it that is lost with it; nothing if none is
        void lose(Claim claim, String why, Duration held);
    }

    private final String kind;
    private final Steps steps;
    private final Duration hostWall;
    private final ObservationRegistry observations;
    /// Attempts that are over, of what could not be given back yet.
    private final Queue<Claim> ungiven = new ConcurrentLinkedQueue<>();

    /// @param kind of what is carried out, in one word
    public AttemptGuard(String kind, Steps steps, RunSettings settings, ObservationRegistry observations) {
        this.kind = kind;
        this.observations = observations;
        this.hostWall = settings.hostWall();
        this.steps = steps;
    }

    /// What is said meanwhile, in the log and as a span of a trace, names what it is of.
    public void attempt(Claim claim, Runnable work) {
        try (var _ = MDC.putCloseable(kind, claim.id());
                var _ = MDC.putCloseable("attempt", String.valueOf(claim.attempt()))) {
            Observation.createNotStarted("fugu.attempt", observations)
                    .lowCardinalityKeyValue("kind", kind)
                    .highCardinalityKeyValue("id", claim.id())
                    .observe(() -> carryOut(claim, work));
        }
    }

    private void carryOut(Claim claim, Runnable work) {
        long begun = System.nanoTime();
        try {
            work.run();
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            FAILURES.warn("An attempt of {} could not be kept", kind + " " + claim.id(), e);
            // A database that is gone or full says nothing of the work.
            if (DatabaseUnavailable.wasGone(e) || CannotStore.explains(e)) giveBack(claim);
            else unlessLost(() -> steps.lose(claim, NOT_KEPT, Duration.ZERO));
        } catch (ChildLost e) {
            LOG.warn("Attempt {} of {} {} is lost: {}", claim.attempt(), kind, claim.id(), e.getMessage());
            var held = Duration.ofNanos(System.nanoTime() - begun);
            unlessLost(() -> steps.lose(claim, String.valueOf(e.getMessage()), held));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // It is found by whoever looks for lost ones, and given up when it does so again.
            OutOfMemory.endIfMet(e);
            LOG.error("Attempt {} of {} {} failed", claim.attempt(), kind, claim.id(), e);
            fail(claim, "the service failed at it: " + e);
        }
    }

    /// An attempt was stopped by its recorder, which keeps what it has still.
    ///
    /// @param canceled what to do if somebody wanted it to stop
    public void stopped(Claim claim, RunRecorder recorder, Runnable canceled) {
        recorder.close();
        recorder.keepCheckpoint();
        switch (recorder.stop()) {
            case CANCELED -> canceled.run();
            case SHUTDOWN -> steps.giveBack(claim);
            case HOST_WALL -> fail(claim, "it took longer than " + hostWall + " on this host");
            case UNKEPT -> throw recorder.unkept();
            case LOST -> throw new Lost(claim);
            case null -> fail(claim, "the machine stopped without being asked");
        }
    }

    private void fail(Claim claim, String why) {
        unlessLost(() -> steps.fail(claim, why));
    }

    private static void unlessLost(Runnable step) {
        try {
            step.run();
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        }
    }

    /// As [WorkKind#giveBackAgain()].
    public void giveBackAgain() {
        for (var claim = ungiven.poll(); claim != null; claim = ungiven.poll()) giveBack(claim);
    }

    private void giveBack(Claim claim) {
        try {
            unlessLost(() -> steps.giveBack(claim));
        } catch (DataAccessException | TransactionException e) {
            ungiven.add(claim);
            throw e;
        }
    }
}
