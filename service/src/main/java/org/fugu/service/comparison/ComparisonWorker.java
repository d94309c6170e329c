package org.fugu.service.comparison;

import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Rules;
import org.fugu.experiment.report.GateReport;
import org.fugu.service.measurement.MeasurementRows;
import org.fugu.service.run.AttemptGuard;
import org.fugu.service.run.Claim;
import org.fugu.service.run.RunSettings;
import org.fugu.service.run.WorkKind;
import org.fugu.service.threshold.ProjectThresholds;
import org.springframework.stereotype.Component;

/// Carries out comparisons.
@Component
class ComparisonWorker implements WorkKind {
    private final ComparisonAttempts attempts;
    private final MeasurementRows measurements;
    private final ProjectThresholds thresholds;
    private final Explainer explainer;
    private final AttemptGuard guard;

    ComparisonWorker(
            ComparisonAttempts attempts,
            MeasurementRows measurements,
            ProjectThresholds thresholds,
            Explainer explainer,
            RunSettings settings,
            ObservationRegistry observations) {
        this.attempts = attempts;
        this.measurements = measurements;
        this.thresholds = thresholds;
        this.explainer = explainer;
        this.guard = new AttemptGuard("comparison", attempts, settings, observations);
    }

    @Override
    public Optional<String> table() {
        return Optional.of("comparisons");
    }

    @Override
    public boolean attemptNext(BooleanSupplier shuttingDown) {
        var claim = attempts.claim();
        claim.ifPresent(found -> guard.attempt(found, () -> compare(found, shuttingDown)));
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

    private void compare(Claim claim, BooleanSupplier shuttingDown) {
        var order = attempts.order(claim);
        var rules = new Rules(order.thresholds().side(), Set.copyOf(order.acknowledged()))
                .with(thresholds.of(order.project()));
        var comparison = Comparison.of(results(order.base()), results(order.head()), rules);
        try {
            var explained = explainer.explain(claim, order, comparison.regressed(), shuttingDown);
            attempts.finish(
                    claim,
                    GateReport.of(comparison, explained.differences()),
                    explained.written(),
                    explained.unexplained(),
                    explained.nodeCycles());
        } catch (Explainer.Stopped e) {
            guard.stopped(claim, e.recorder(), () -> attempts.stopCanceled(claim));
        }
    }

    private BenchmarkResults results(ComparisonAttempts.Measured measured) {
        return measurements
                .results(measured.id())
                .orElseThrow(() -> new IllegalStateException("measurement " + measured.id() + " has no results"));
    }
}
