package org.fugu.service.measurement;

import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.run.AttemptGuard;
import org.fugu.service.run.Claim;
import org.fugu.service.run.RunRecorder;
import org.fugu.service.run.RunSettings;
import org.fugu.service.run.WorkKind;
import org.fugu.service.worker.MeasureWork;
import org.fugu.service.worker.Simulator;
import org.springframework.stereotype.Component;

/// Carries out measurements: each benchmark by itself, on the machine that the manifest names.
@Component
class MeasurementWorker implements WorkKind {
    private final MeasurementAttempts attempts;
    private final Bundles bundles;
    private final Simulator simulator;
    private final RunSettings settings;
    private final AttemptGuard guard;

    MeasurementWorker(
            MeasurementAttempts attempts,
            Bundles bundles,
            Simulator simulator,
            RunSettings settings,
            ObservationRegistry observations) {
        this.simulator = simulator;
        this.attempts = attempts;
        this.bundles = bundles;
        this.settings = settings;
        this.guard = new AttemptGuard("measurement", attempts, settings, observations);
    }

    @Override
    public boolean attemptNext(BooleanSupplier shuttingDown) {
        var claim = attempts.claim();
        claim.ifPresent(found -> guard.attempt(found, () -> measure(found, shuttingDown)));
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

    private void measure(Claim claim, BooleanSupplier shuttingDown) {
        // One of the same may have ended while this one waited.
        if (attempts.repeat(claim)) return;
        var order = attempts.order(claim);
        var bundle = bundles.open(order.userId(), order.bundle())
                .orElseThrow(() -> new IllegalStateException("the bundle " + order.bundle() + " is gone"));
        var libos = order.libos() == null ? null : bundles.openPublished(order.libos());
        measure(claim, new BoundBundle(bundle, libos), Instant.now().plus(settings.hostWall()), shuttingDown);
    }

    private void measure(Claim claim, BoundBundle bound, Instant deadline, BooleanSupplier shuttingDown) {
        var measured = new ArrayList<Measurement>();
        long before = 0;
        double used = 0;
        for (var benchmark : bound.benchmarks()) {
            attempts.begin(claim, benchmark.name(), measured.size());
            long offset = before;
            double usedBefore = used;
            int nodes = bound.nodes(benchmark);
            try (var recorder = RunRecorder.quiet(
                    claim.id(),
                    cycle -> attempts.keep(claim, offset + cycle, usedBefore + (double) cycle * nodes),
                    deadline,
                    shuttingDown)) {
                try {
                    var work = new MeasureWork(bound, benchmark.name(), settings.threads());
                    var done = simulator.carryOut(work, recorder);
                    measured.add(done.measurement());
                    before += done.cycles();
                    used += (double) done.cycles() * nodes;
                } catch (RunCancelledException e) {
                    recorder.close();
                    guard.stopped(claim, recorder, () -> attempts.stopCanceled(claim));
                    return;
                }
            }
        }
        attempts.finish(claim, BenchmarkResults.of(bound, List.copyOf(measured)), used);
    }
}
