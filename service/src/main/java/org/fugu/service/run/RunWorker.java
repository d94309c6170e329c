package org.fugu.service.run;

import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunReport;
import org.fugu.experiment.runset.MemberResult;
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
    private final RunTasks tasks;
    private final RunEvents events;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;
    private final AttemptGuard guard;

    RunWorker(
            RunQueue queue,
            Runs runs,
            RunTasks tasks,
            RunEvents events,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher,
            ObservationRegistry observations) {
        this.queue = queue;
        this.runs = runs;
        this.guard = new AttemptGuard("run", runs, settings, observations);
        this.tasks = tasks;
        this.events = events;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
    }

    /// Those of co-runs stand in the same table.
    @Override
    public Optional<String> table() {
        return Optional.empty();
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
        long asked = System.nanoTime();
        var claim = queue.next(briefOnly);
        claim.ifPresent(found -> guard.attempt(found, () -> simulate(found, asked, shuttingDown)));
        return claim.isPresent();
    }

    @Override
    public void giveBackAgain() {
        guard.giveBackAgain();
    }

    /// @param asked when the queue was asked for it
    private void simulate(Claim claim, long asked, BooleanSupplier shuttingDown) {
        var task = tasks.task(claim.id(), settings.threads());
        var plan = task.plan();
        var checkpoints = new AttemptCheckpoints(runs.checkpoints(), claim, plan.request(), settings);
        var console = new ConsoleBuffer(claim.attempt() == 1 ? new TreeMap<>() : events.consoleBytes(claim.id()));
        var budget = plan.request().limits().cycles();
        RunRecorder.Keeper keeper = (cycle, _, happened) -> runs.keep(claim, cycle, happened.getFirst());
        var wanted = Collections.singletonList(task.trace());
        // Runs of a set keep no trace, so there is one listener at the most.
        var ended = new EndedDisks(task.keepsDisk() ? Set.of(0) : Set.of());
        var work = new RunWork(plan.request(), wanted, task.watched(), ended.areWanted(), checkpoints.wanted());
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
                var report = plan.judge(found.report());
                var member = task.inSet() ? MemberResult.of(report, found.kernel()) : null;
                var times = new HostTimes(hostNanos, recorder.beganAfter(asked));
                finish(claim, report, found.traces().getFirst(), ended.of(0), member, times);
            } catch (RunCancelledException e) {
                guard.stopped(claim, recorder, () -> runs.stopCanceled(claim));
            }
        }
    }

    private void finish(
            Claim claim,
            RunReport report,
            byte @Nullable [] trace,
            @Nullable EndedDisk disk,
            @Nullable MemberResult member,
            HostTimes times) {
        runs.finish(claim, report, trace, disk, member, times);
        publisher.publishEvent(new RunFinished(
                claim.id(), report.outcome().wireName(), report.cycles(), report.instructions(), times.nanos()));
    }
}
