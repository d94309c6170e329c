package org.fugu.service.run;

import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunReport;
import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.problem.CannotStore;
import org.fugu.service.problem.DatabaseUnavailable;
import org.fugu.service.problem.FailureLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Carries out one attempt of a run.
@Component
class RunWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private final Runs runs;
    private final RunOrders orders;
    private final RunEvents events;
    private final RunTraces traces;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;
    /// Attempts that are over, of runs that could not be given back yet.
    private final Queue<Claim> ungiven = new ConcurrentLinkedQueue<>();

    RunWorker(
            Runs runs,
            RunOrders orders,
            RunEvents events,
            RunTraces traces,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher) {
        this.runs = runs;
        this.orders = orders;
        this.events = events;
        this.traces = traces;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
    }

    void attempt(Claim claim, BooleanSupplier shuttingDown) {
        try {
            simulate(claim, shuttingDown);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            FAILURES.warn("An attempt of run {} could not be kept", claim.runId(), e);
            unkept(claim, e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // The run is found by whoever looks for lost ones, and given up when it does so again.
            OutOfMemory.endIfMet(e);
            LOG.error("Attempt {} of run {} failed", claim.attempt(), claim.runId(), e);
            failed(claim, "the service failed at it: " + e);
        }
    }

    private void failed(Claim claim, String why) {
        try {
            runs.fail(claim, why);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        }
    }

    /// A database that is gone or full says nothing of the run.
    private void unkept(Claim claim, RuntimeException failure) {
        if (DatabaseUnavailable.wasGone(failure) || CannotStore.explains(failure)) giveBack(claim);
        else lost(claim);
    }

    /// Gives back the runs that a database which was gone or full did not take back.
    void giveBackAgain() {
        for (var claim = ungiven.poll(); claim != null; claim = ungiven.poll()) giveBack(claim);
    }

    private void giveBack(Claim claim) {
        try {
            runs.giveBack(claim);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            ungiven.add(claim);
            throw e;
        }
    }

    private void lost(Claim claim) {
        try {
            runs.lose(claim);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        }
    }

    private void simulate(Claim claim, BooleanSupplier shuttingDown) {
        runs.start(claim);
        var plan = orders.plan(claim.runId(), settings.threads());
        var console = new ConsoleBuffer(events.consoleBytes(claim.runId()));
        var budget = plan.request().limits().cycles();
        RunRecorder.Keeper keeper = (cycle, _, happened) -> runs.keep(claim, cycle, happened.getFirst());
        var wanted = Collections.singletonList(traces.wanted(claim.runId()));
        var traced = new JobTraces(plan.request(), wanted, RunTraces.MOST_EVENTS);
        try (var recorder = new RunRecorder(
                claim.runId(), keeper, budget, settings.hostWall(), shuttingDown, List.of(console), traced.order())) {
            var begun = System.nanoTime();
            try {
                var report = simulator.run(plan.request(), recorder);
                traced.close();
                finish(claim, recorder, plan.judge(report), traced.packed(0), System.nanoTime() - begun);
            } catch (RunCancelledException e) {
                recorder.close();
                stopped(claim, recorder);
            }
        }
    }

    private void finish(Claim claim, RunRecorder recorder, RunReport report, byte @Nullable [] trace, long hostNanos) {
        recorder.finish(report.cycles());
        runs.finish(claim, report, trace, hostNanos);
        publisher.publishEvent(new RunFinished(
                claim.runId(), report.outcome().wireName(), report.cycles(), report.instructions(), hostNanos));
    }

    private void stopped(Claim claim, RunRecorder recorder) {
        switch (recorder.stop()) {
            case CANCELED -> runs.stopCanceled(claim);
            case SHUTDOWN -> runs.giveBack(claim);
            case HOST_WALL -> failed(claim, "it took longer than " + settings.hostWall() + " on this host");
            case UNKEPT -> throw recorder.unkept();
            case LOST -> throw new Lost(claim);
            case null -> failed(claim, "the machine stopped without being asked");
        }
    }
}
