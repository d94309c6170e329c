package org.fugu.service.run;

import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunReport;
import org.fugu.experiment.runset.KernelWork;
import org.fugu.service.disk.Disks;
import org.fugu.service.disk.EndedDisk;
import org.fugu.service.disk.EndedDisks;
import org.fugu.service.worker.RunWork;
import org.fugu.service.worker.Simulator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Carries out runs.
@Component
class RunWorker implements WorkKind {
    private final RunQueue queue;
    private final Runs runs;
    private final RunOrders orders;
    private final RunEvents events;
    private final RunTraces traces;
    private final RunSetMembers sets;
    private final Disks disks;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;
    private final AttemptGuard guard;

    RunWorker(
            RunQueue queue,
            Runs runs,
            RunOrders orders,
            RunEvents events,
            RunTraces traces,
            RunSetMembers sets,
            Disks disks,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher,
            ObservationRegistry observations) {
        this.queue = queue;
        this.runs = runs;
        this.guard = new AttemptGuard("run", runs, settings, observations);
        this.orders = orders;
        this.events = events;
        this.traces = traces;
        this.sets = sets;
        this.disks = disks;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
    }

    @Override
    public boolean attemptNext(BooleanSupplier shuttingDown) {
        return attempt(false, shuttingDown);
    }

    @Override
    public boolean attemptBrief(BooleanSupplier shuttingDown) {
        return attempt(true, shuttingDown);
    }

    private boolean attempt(boolean briefOnly, BooleanSupplier shuttingDown) {
        var claim = queue.next(briefOnly);
        claim.ifPresent(found -> guard.attempt(found, () -> simulate(found, shuttingDown)));
        return claim.isPresent();
    }

    @Override
    public void giveBackAgain() {
        guard.giveBackAgain();
    }

    private void simulate(Claim claim, BooleanSupplier shuttingDown) {
        runs.start(claim);
        var plan = orders.plan(claim.id(), settings.threads());
        var checkpoints = new AttemptCheckpoints(runs, claim, plan.request(), settings);
        var console = new ConsoleBuffer(events.consoleBytes(claim.id()));
        var budget = plan.request().limits().cycles();
        RunRecorder.Keeper keeper = (cycle, _, happened) -> runs.keep(claim, cycle, happened.getFirst());
        var wanted = Collections.singletonList(traces.wanted(claim.id()));
        // Runs of a set keep no trace, so there is one listener at the most.
        var ended = new EndedDisks(disks.keeps(claim.id()) ? Set.of(0) : Set.of());
        var work = new RunWork(
                plan.request(), wanted, sets.isWatched(claim.id()), ended.areWanted(), checkpoints.wanted());
        try (var recorder = new RunRecorder(
                claim.id(),
                checkpoints.kept(keeper),
                budget,
                Instant.now().plus(settings.hostWall()),
                shuttingDown,
                List.of(console),
                ended)) {
            try {
                var found = checkpoints.carryOut(simulator, work, recorder);
                long hostNanos = checkpoints.hostNanos(recorder.isResumed());
                recorder.finish(found.report().cycles());
                finish(
                        claim,
                        plan.judge(found.report()),
                        found.traces().getFirst(),
                        ended.of(0),
                        found.kernel(),
                        hostNanos);
            } catch (RunCancelledException e) {
                recorder.close();
                recorder.keepCheckpoint();
                guard.stopped(claim, recorder, () -> runs.stopCanceled(claim));
            }
        }
    }

    private void finish(
            Claim claim,
            RunReport report,
            byte @Nullable [] trace,
            @Nullable EndedDisk disk,
            @Nullable SortedMap<String, KernelWork> kernel,
            long hostNanos) {
        runs.finish(claim, report, trace, disk, kernel, hostNanos);
        publisher.publishEvent(new RunFinished(
                claim.id(), report.outcome().wireName(), report.cycles(), report.instructions(), hostNanos));
    }
}
