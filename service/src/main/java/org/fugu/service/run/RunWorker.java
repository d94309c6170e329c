package org.fugu.service.run;

import java.util.function.BooleanSupplier;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.RunCancelledException;
import org.fugu.exokernel.RunReport;
import org.fugu.service.bundle.Bundles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Carries out one attempt of a run.
@Component
class RunWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);

    private final Runs runs;
    private final RunOrders orders;
    private final RunEvents events;
    private final Bundles bundles;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;

    RunWorker(
            Runs runs,
            RunOrders orders,
            RunEvents events,
            Bundles bundles,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher) {
        this.runs = runs;
        this.orders = orders;
        this.events = events;
        this.bundles = bundles;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
    }

    /// @return whether to come back to it later
    boolean work(String id, BooleanSupplier shuttingDown) {
        return switch (runs.claim(id)) {
            case ClaimAnswer.Over() -> false;
            case ClaimAnswer.Wait() -> true;
            case ClaimAnswer.Granted(var claim) -> attempt(claim, shuttingDown);
        };
    }

    private boolean attempt(Claim claim, BooleanSupplier shuttingDown) {
        try {
            return simulate(claim, shuttingDown);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
            return false;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.error("Attempt {} of run {} failed", claim.attempt(), claim.runId(), e);
            return failed(claim, "the service failed at it: " + e);
        }
    }

    private boolean failed(Claim claim, String why) {
        try {
            return runs.fail(claim, why);
        } catch (Lost e) {
            return false;
        }
    }

    private boolean simulate(Claim claim, BooleanSupplier shuttingDown) {
        var plan = plan(orders.read(claim.runId()));
        runs.start(claim);
        var console = new ConsoleBuffer(events.consoleBytes(claim.runId()));
        var budget = plan.request().limits().cycles();
        try (var recorder = new RunRecorder(runs, claim, budget, settings.hostWall(), shuttingDown, console)) {
            var begun = System.nanoTime();
            try {
                var report = simulator.run(plan.request(), recorder);
                finish(claim, recorder, plan.judge(report), System.nanoTime() - begun);
                return false;
            } catch (RunCancelledException e) {
                recorder.close();
                return stopped(claim, recorder.stop());
            }
        }
    }

    private void finish(Claim claim, RunRecorder recorder, RunReport report, long hostNanos) {
        recorder.finish(report.cycles());
        runs.finish(claim, report, hostNanos);
        publisher.publishEvent(new RunFinished(
                claim.runId(), report.outcome().wireName(), report.cycles(), report.instructions(), hostNanos));
    }

    private boolean stopped(Claim claim, RunRecorder.@Nullable Stop why) {
        return switch (why) {
            case CANCELED -> {
                runs.stopCanceled(claim);
                yield false;
            }
            case SHUTDOWN -> {
                runs.giveBack(claim);
                yield true;
            }
            case HOST_WALL -> failed(claim, "it took longer than " + settings.hostWall() + " on this host");
            case UNKEPT -> failed(claim, "what it did could not be kept");
            case LOST -> throw new Lost(claim);
            case null -> failed(claim, "the machine stopped without being asked");
        };
    }

    private RunPlan plan(RunOrder order) {
        var bundle = bundles.open(order.userId(), order.bundle()).orElseThrow();
        return RunPlan.of(bundle, order.options(settings.threads()));
    }
}
