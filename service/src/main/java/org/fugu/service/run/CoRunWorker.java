package org.fugu.service.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.service.bundle.Bundles;
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

/// Carries out one attempt of a co-run: one simulation, of which each member gets their own part.
@Component
class CoRunWorker {
    private static final Logger LOG = LoggerFactory.getLogger(CoRunWorker.class);
    private static final FailureLog FAILURES = new FailureLog(LOG);

    private final CoRunAttempts attempts;
    private final RunEvents events;
    private final Bundles bundles;
    private final Simulator simulator;
    private final RunSettings settings;
    private final ApplicationEventPublisher publisher;
    /// Attempts that are over, of co-runs that could not be given back yet.
    private final Queue<Claim> ungiven = new ConcurrentLinkedQueue<>();

    CoRunWorker(
            CoRunAttempts attempts,
            RunEvents events,
            Bundles bundles,
            Simulator simulator,
            RunSettings settings,
            ApplicationEventPublisher publisher) {
        this.attempts = attempts;
        this.events = events;
        this.bundles = bundles;
        this.simulator = simulator;
        this.settings = settings;
        this.publisher = publisher;
    }

    /// Claims the co-run to carry out now, if there is one.
    Optional<Claim> next() {
        var lost = attempts.claimLost();
        if (lost.isPresent()) return lost;
        for (var partition : attempts.lines()) {
            var claim = attempts.claimOn(partition);
            if (claim.isPresent()) return claim;
        }
        return Optional.empty();
    }

    void attempt(Claim claim, BooleanSupplier shuttingDown) {
        try {
            simulate(claim, shuttingDown);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            FAILURES.warn("An attempt of co-run {} could not be kept", claim.runId(), e);
            // A database that is gone or full says nothing of the co-run.
            if (DatabaseUnavailable.wasGone(e) || CannotStore.explains(e)) giveBack(claim);
            else unlessLost(claim, attempts::lose);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            OutOfMemory.endIfMet(e);
            LOG.error("Attempt {} of co-run {} failed", claim.attempt(), claim.runId(), e);
            unlessLost(claim, given -> attempts.fail(given, "the service failed at it: " + e));
        }
    }

    private static void unlessLost(Claim claim, Consumer<Claim> step) {
        try {
            step.accept(claim);
        } catch (Lost e) {
            LOG.info("{}", e.getMessage());
        }
    }

    /// Gives back the co-runs that a database which was gone or full did not take back.
    void giveBackAgain() {
        for (var claim = ungiven.poll(); claim != null; claim = ungiven.poll()) giveBack(claim);
    }

    private void giveBack(Claim claim) {
        try {
            unlessLost(claim, attempts::giveBack);
        } catch (DataAccessException | TransactionException e) {
            ungiven.add(claim);
            throw e;
        }
    }

    private void simulate(Claim claim, BooleanSupplier shuttingDown) {
        var parts = attempts.parts(claim.runId());
        var plan = plan(claim, parts);
        var consoles =
                parts.stream().map(part -> new ConsoleBuffer(printed(part))).toList();
        RunRecorder.Keeper keeper = (cycle, told, happened) -> attempts.keep(claim, cycle, told, happened);
        var traced = new JobTraces(plan.request(), wanted(plan, parts), RunTraces.MOST_EVENTS);
        try (var recorder = new RunRecorder(
                claim.runId(),
                keeper,
                budget(plan.request()),
                settings.hostWall(),
                shuttingDown,
                consoles,
                traced.order())) {
            var begun = System.nanoTime();
            try {
                var report = simulator.run(plan.request(), recorder);
                traced.close();
                finish(claim, recorder, plan, plan.judge(report), traced, System.nanoTime() - begun);
            } catch (RunCancelledException e) {
                recorder.close();
                stopped(claim, recorder);
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

    private RunPlan plan(Claim claim, List<CoRunAttempts.Part> parts) {
        var inputs = attempts.inputs(claim);
        var opened = new ArrayList<Bundle>();
        for (var part : parts) {
            var digest = inputs.jobs().get(part.job()).bundle();
            opened.add(bundles.open(part.userId(), digest)
                    .orElseThrow(() -> new IllegalStateException("the bundle " + digest + " is gone")));
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
            Claim claim, RunRecorder recorder, RunPlan plan, RunReport report, JobTraces traced, long hostNanos) {
        var seen = new ArrayList<RunReport>();
        var traces = new ArrayList<byte @Nullable []>();
        for (int job = 0; job < report.jobs().size(); job++) {
            seen.add(seen(plan.request(), report, job));
            traces.add(traced.packed(job));
        }
        recorder.finish(seen.stream().mapToLong(RunReport::cycles).max().orElseThrow());
        attempts.finish(claim, report, seen, traces, hostNanos);
        for (var each : seen) {
            publisher.publishEvent(new RunFinished(
                    claim.runId(),
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

    private void stopped(Claim claim, RunRecorder recorder) {
        switch (recorder.stop()) {
            case CANCELED -> attempts.endCanceled(claim, recorder.told());
            case SHUTDOWN -> attempts.giveBack(claim);
            case HOST_WALL ->
                unlessLost(
                        claim,
                        given -> attempts.fail(given, "it took longer than " + settings.hostWall() + " on this host"));
            case UNKEPT -> throw recorder.unkept();
            case LOST -> throw new Lost(claim);
            case null -> unlessLost(claim, given -> attempts.fail(given, "the machine stopped without being asked"));
        }
    }
}
