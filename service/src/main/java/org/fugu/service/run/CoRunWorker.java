package org.fugu.service.run;

import io.micrometer.observation.ObservationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.disk.EndedDisks;
import org.fugu.service.worker.RunWork;
import org.fugu.service.worker.Simulator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/// Carries out co-runs: of each one simulation, of which each member gets their own part.
@Component
class CoRunWorker implements WorkKind {
    private final CoRunAttempts attempts;
    private final RunEvents events;
    private final RunTasks tasks;
    private final Bundles bundles;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;
    private final AttemptGuard guard;

    CoRunWorker(
            CoRunAttempts attempts,
            RunEvents events,
            RunTasks tasks,
            Bundles bundles,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher,
            ObservationRegistry observations) {
        this.attempts = attempts;
        this.guard = new AttemptGuard("co-run", attempts, settings, observations);
        this.events = events;
        this.tasks = tasks;
        this.bundles = bundles;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
    }

    @Override
    public Optional<String> table() {
        return Optional.of("co_runs");
    }

    @Override
    public boolean attemptNext(BooleanSupplier shuttingDown) {
        var claim = next();
        claim.ifPresent(found -> guard.attempt(found, () -> simulate(found, shuttingDown)));
        return claim.isPresent();
    }

    private Optional<Claim> next() {
        var lost = attempts.claimLost();
        if (lost.isPresent()) return lost;
        for (var partition : attempts.lines()) {
            var claim = attempts.claimOn(partition);
            if (claim.isPresent()) return claim;
        }
        return Optional.empty();
    }

    @Override
    public void giveBackAgain() {
        guard.giveBackAgain();
    }

    private void simulate(Claim claim, BooleanSupplier shuttingDown) {
        var parts = attempts.parts(claim.id());
        var plan = plan(claim, parts);
        var consoles =
                parts.stream().map(part -> new ConsoleBuffer(printed(part))).toList();
        var checkpoints = new AttemptCheckpoints(attempts.checkpoints(), claim, plan.request(), settings);
        RunRecorder.Keeper keeper = (cycle, told, happened) -> attempts.keep(claim, cycle, told, happened);
        var ended = new EndedDisks(kept(parts));
        var work = new RunWork(plan.request(), wanted(plan, parts), false, ended.areWanted(), checkpoints.wanted());
        try (var recorder = new RunRecorder(
                claim.id(),
                checkpoints.kept(keeper),
                budget(plan.request()),
                Instant.now().plus(settings.hostWall()),
                shuttingDown,
                consoles,
                ended)) {
            try {
                var found = checkpoints.carryOut(simulator, work, recorder);
                finish(claim, recorder, plan, found, ended, checkpoints.hostNanos(recorder.isResumed()));
            } catch (RunCancelledException e) {
                guard.stopped(claim, recorder, () -> attempts.endCanceled(claim, recorder.told()));
            }
        }
    }

    /// Whose trace is to be kept, by job.
    private static List<JobTraces.@Nullable Part> wanted(RunPlan plan, List<CoRunAttempts.Part> parts) {
        var wanted = new ArrayList<JobTraces.@Nullable Part>(
                Collections.nCopies(plan.request().jobs().size(), null));
        for (var part : parts) if (part.isUnderWay()) wanted.set(part.job(), part.trace());
        return wanted;
    }

    /// Whose disk is to be kept.
    private static Set<Integer> kept(List<CoRunAttempts.Part> parts) {
        return parts.stream()
                .filter(part -> part.isUnderWay() && part.keepsDisk())
                .map(CoRunAttempts.Part::job)
                .collect(Collectors.toSet());
    }

    private RunPlan plan(Claim claim, List<CoRunAttempts.Part> parts) {
        var inputs = attempts.inputs(claim);
        var opened = new ArrayList<JobBundles>();
        for (var part : parts) {
            var job = inputs.jobs().get(part.job());
            var bundle = bundles.open(part.userId(), job.bundle())
                    .orElseThrow(() -> new IllegalStateException("the bundle " + job.bundle() + " is gone"));
            opened.add(tasks.neededOfJob(claim.id(), part.userId(), bundle, job));
        }
        return RunPlan.of(opened, inputs, settings.threads());
    }

    /// What is kept of each node's console.
    private Map<Integer, Long> printed(CoRunAttempts.Part part) {
        return part.run() == null ? new TreeMap<>() : events.consoleBytes(part.run());
    }

    private static long budget(RunRequest request) {
        return request.jobs().stream()
                .mapToLong(job -> job.startCycle() + job.limits().cycles())
                .max()
                .orElseThrow();
    }

    private void finish(
            Claim claim, RunRecorder recorder, RunPlan plan, RunWork.Found found, EndedDisks ended, long hostNanos) {
        var report = plan.judge(found.report());
        var seen = new ArrayList<RunReport>();
        for (int job = 0; job < report.jobs().size(); job++) seen.add(seen(plan.request(), report, job));
        recorder.finish(seen.stream().mapToLong(RunReport::cycles).max().orElseThrow());
        attempts.finish(claim, report, seen, found.traces(), ended, hostNanos);
        for (var each : seen) {
            publisher.publishEvent(new RunFinished(
                    claim.id(),
                    each.outcome().wireName(),
                    each.cycles(),
                    each.instructions(),
                    hostNanos / seen.size()));
        }
    }

    /// What the owner of one job sees: the digest of the whole, and of all else their own. Nodes that
    /// others use as well have no counters and no latencies: nobody can tell there whose they are.
    static RunReport seen(RunRequest request, RunReport whole, int index) {
        var job = request.jobs().get(index);
        var report = whole.jobs().get(index);
        return new RunReport(
                whole.machine(),
                whole.machineVersion(),
                job.nodes(),
                whole.fidelity(),
                whole.digest(),
                whole.epochs(),
                whole.clockMegahertz(),
                report.instructions(),
                counters(request, whole, job),
                request.isAlone() ? whole.latencies() : report.latencies(),
                List.of(report));
    }

    private static List<Map<String, Long>> counters(RunRequest request, RunReport whole, JobRequest job) {
        boolean shared = request.jobs().stream()
                .anyMatch(other -> other != job && other.rectangle().overlaps(job.rectangle()));
        if (shared) return List.of();
        return job.rectangle().nodes(request.mesh()).stream()
                .map(node -> whole.counters().get(node.index()))
                .toList();
    }
}
