package org.fugu.service.verification;

import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.service.run.AttemptCheckpoints;
import org.fugu.service.run.AttemptGuard;
import org.fugu.service.run.Claim;
import org.fugu.service.run.RunRecorder;
import org.fugu.service.run.RunSettings;
import org.fugu.service.run.RunTasks;
import org.fugu.service.run.WorkKind;
import org.fugu.service.worker.RunWork;
import org.fugu.service.worker.Simulator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Carries out runs once more. What they print is for nobody, and is compared by their digests.
@Component
class VerificationWorker implements WorkKind {
    private final VerificationAttempts attempts;
    private final RunTasks tasks;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;
    private final AttemptGuard guard;

    VerificationWorker(
            VerificationAttempts attempts,
            RunTasks tasks,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher,
            ObservationRegistry observations) {
        this.attempts = attempts;
        this.tasks = tasks;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
        this.guard = new AttemptGuard("verification", attempts, settings, observations);
    }

    @Override
    public Optional<String> table() {
        return Optional.of("verifications");
    }

    @Override
    public boolean attemptNext(BooleanSupplier shuttingDown) {
        var claim = attempts.claim();
        claim.ifPresent(found -> guard.attempt(found, () -> verify(found, shuttingDown)));
        return claim.isPresent();
    }

    @Override
    public OptionalDouble share() {
        return attempts.share();
    }

    @Override
    public void giveBackAgain() {
        guard.giveBackAgain();
    }

    private void verify(Claim claim, BooleanSupplier shuttingDown) {
        var order = attempts.order(claim);
        var plan = tasks.plan(order.run(), settings.threads());
        if (!plan.request().machineVersion().equals(order.version())) {
            attempts.giveUp(
                    claim,
                    "the run is of machine version " + order.version() + ", and this worker simulates "
                            + plan.request().machineVersion());
            return;
        }
        var traced = Collections.singletonList(attempts.claimedTrace(order));
        var checkpoints = new AttemptCheckpoints(attempts.checkpoints(), claim, plan.request(), settings);
        var work = new RunWork(plan.request(), traced, false, false, checkpoints.wanted());
        try (var recorder = RunRecorder.quiet(
                claim.id(),
                cycle -> attempts.keep(claim, cycle, (double) cycle * order.nodes()) || attempts.givesWay(claim),
                checkpoints,
                Instant.now().plus(settings.hostWall()),
                shuttingDown)) {
            try {
                var found = checkpoints.carryOut(simulator, work, recorder);
                var report = plan.judge(found.report());
                publisher.publishEvent(
                        attempts.finish(claim, report, found.traces().getFirst(), order.nodes()));
            } catch (RunCancelledException e) {
                guard.stopped(claim, recorder, () -> attempts.giveBack(claim));
            }
        }
    }
}
