package org.fugu.service.measurement;

import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.fugu.bundle.Manifest;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.run.AttemptCheckpoints;
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
    public Optional<String> table() {
        return Optional.of("measurements");
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
        var kept = attempts.measured(claim);
        var measured = new ArrayList<Measurement>();
        long before = 0;
        double used = 0;
        for (var benchmark : bound.benchmarks()) {
            int place = measured.size();
            var request =
                    BenchmarkRun.plan(bound, benchmark, settings.threads()).request();
            var done = place < kept.size() && isOf(kept.get(place), benchmark, request) ? kept.get(place) : null;
            int nodes = bound.nodes(benchmark);
            if (done == null) {
                attempts.begin(claim, benchmark.name(), place);
                var checkpoints = new AttemptCheckpoints(
                        new BenchmarkCheckpoints(attempts.checkpoints(), before), claim, request, settings);
                var work = new MeasureWork(bound, benchmark.name(), settings.threads(), checkpoints.wanted());
                long offset = before;
                double usedBefore = used;
                try (var recorder = RunRecorder.quiet(
                        claim.id(),
                        cycle -> attempts.keep(claim, offset + cycle, usedBefore + (double) cycle * nodes),
                        checkpoints,
                        deadline,
                        shuttingDown)) {
                    try {
                        done = checkpoints.carryOut(simulator, work, recorder);
                    } catch (RunCancelledException e) {
                        guard.stopped(claim, recorder, () -> attempts.stopCanceled(claim));
                        return;
                    }
                }
                attempts.keepMeasured(claim, place, bound, done);
            }
            measured.add(done.measurement());
            before += done.cycles();
            used += (double) done.cycles() * nodes;
        }
        attempts.finish(claim, BenchmarkResults.of(bound, List.copyOf(measured)), used);
    }

    /// Whether a benchmark was measured by a machine as this one.
    private static boolean isOf(BenchmarkRun.Measured kept, Manifest.Benchmark benchmark, RunRequest request) {
        var measurement = kept.measurement();
        return measurement.name().equals(benchmark.name())
                && measurement.machineVersion().equals(request.machineVersion());
    }
}
