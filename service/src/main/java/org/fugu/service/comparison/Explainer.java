package org.fugu.service.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.difference.RunDifference;
import org.fugu.experiment.difference.UnexplainableException;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.run.Claim;
import org.fugu.service.run.HostMemory;
import org.fugu.service.run.RunRecorder;
import org.fugu.service.worker.ExplainWork;
import org.fugu.service.worker.Simulator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Explains what is worse, within bounds. What they do not allow is left out, and said to be.
@Component
class Explainer {
    /// Of attempts that came to nothing: perhaps explaining is what takes their worker with it.
    private static final int FAILURES = 2;

    /// Of one benchmark: it is read and sent as a whole.
    private static final long MOST_BYTES = 16 << 20;

    private static final String CAME_TO_NOTHING = "explaining it came to nothing before";
    private static final String NOT_EXPLAINED = " is not explained: ";

    private final Bundles bundles;
    private final HostMemory memory;
    private final Simulator simulator;
    private final ComparisonAttempts attempts;
    private final ComparisonSettings settings;

    Explainer(
            Bundles bundles,
            HostMemory memory,
            Simulator simulator,
            ComparisonAttempts attempts,
            ComparisonSettings settings) {
        this.simulator = simulator;
        this.bundles = bundles;
        this.memory = memory;
        this.attempts = attempts;
        this.settings = settings;
    }

    /// What came of it.
    ///
    /// @param unexplained why something is not explained, or null
    /// @param nodeCycles that were simulated for it
    record Explanations(
            List<RunDifference> differences,
            List<WrittenExplanation> written,
            @Nullable String unexplained,
            double nodeCycles) {
        static Explanations none(@Nullable String why) {
            return new Explanations(List.of(), List.of(), why, 0);
        }
    }

    /// The attempt is over before its end.
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient RunRecorder recorder;

        Stopped(RunRecorder recorder) {
            super("stopped", null, false, false);
            this.recorder = recorder;
        }

        RunRecorder recorder() {
            return recorder;
        }
    }

    /// @param regressed the benchmarks that are worse
    /// @throws Stopped when the worker stops, or a newer attempt was granted
    Explanations explain(
            Claim claim, ComparisonAttempts.Order order, Set<String> regressed, BooleanSupplier shuttingDown) {
        if (!order.explain() || regressed.isEmpty()) return Explanations.none(null);
        var kept = attempts.explained(claim);
        boolean goesOn = order.failures() < FAILURES;
        if (!goesOn && kept.isEmpty()) return Explanations.none(CAME_TO_NOTHING);
        var base = open(order.base());
        var head = open(order.head());
        if (base.isEmpty() || head.isEmpty()) return Explanations.none("a bundle is no longer there");
        var deadline = Instant.now().plus(settings.explainedWall());
        var used = new Used();
        try (var recorder = RunRecorder.quiet(
                claim.id(), cycle -> attempts.keep(claim, cycle, used.at(cycle)), deadline, shuttingDown)) {
            var explaining = new Explanation(claim, base.get(), head.get(), kept, goesOn, recorder, used);
            return explaining.of(regressed, order.project());
        } catch (InvalidRunException e) {
            return Explanations.none(String.valueOf(e.getMessage()));
        }
    }

    /// What is simulated, times the nodes of the machine of each. Read by the recorder's thread as well.
    private static final class Used {
        private double before;
        private long begun;
        private int nodes;

        synchronized void begin(int nodesOfBoth, long cycles) {
            nodes = nodesOfBoth;
            begun = cycles;
        }

        synchronized double at(long cycles) {
            return before + (double) Math.max(0, cycles - begun) * nodes;
        }

        synchronized void end(long cycles) {
            before = at(cycles);
            begun = cycles;
        }

        synchronized double all() {
            return before;
        }
    }

    /// On the library OS that it was measured on.
    private Optional<BoundBundle> open(ComparisonAttempts.Measured measured) {
        var libos = measured.libos();
        return bundles.open(measured.userId(), measured.bundle())
                .map(bundle -> new BoundBundle(bundle, libos == null ? null : bundles.openPublished(libos)));
    }

    /// One attempt at explaining.
    private final class Explanation {
        private final Claim claim;
        private final BoundBundle base;
        private final BoundBundle head;
        private final Map<String, ExplainWork.Found> kept;
        private final boolean goesOn;
        private final RunRecorder recorder;
        private final Used used;
        private final List<RunDifference> differences = new ArrayList<>();
        private final List<WrittenExplanation> written = new ArrayList<>();
        private long room;
        private long cycles;

        /// @param kept what attempts before came to
        /// @param goesOn whether there may be more
        Explanation(
                Claim claim,
                BoundBundle base,
                BoundBundle head,
                Map<String, ExplainWork.Found> kept,
                boolean goesOn,
                RunRecorder recorder,
                Used used) {
            this.claim = claim;
            this.base = base;
            this.head = head;
            this.kept = kept;
            this.goesOn = goesOn;
            this.recorder = recorder;
            this.used = used;
        }

        Explanations of(Set<String> regressed, String project) {
            room = settings.explanationBytes().toBytes() - attempts.explanationBytes(project);
            String unexplained = null;
            for (var pair : BenchmarkPair.of(base, head, regressed::contains)) {
                try {
                    switch (found(pair)) {
                        case ExplainWork.Found.Explained(var _, var difference, var explanation, var flames) -> {
                            var document = new WrittenExplanation(pair.name(), explanation, flames);
                            room -= document.bytes();
                            differences.add(difference);
                            written.add(document);
                        }
                        case ExplainWork.Found.Unexplained(var _, var why) -> throw new UnexplainableException(why);
                        case ExplainWork.Found.Beyond _ -> {
                            return all(pair.name() + NOT_EXPLAINED + beyond());
                        }
                    }
                } catch (UnexplainableException e) {
                    if (unexplained == null) unexplained = pair.name() + NOT_EXPLAINED + e.getMessage();
                } catch (RunCancelledException e) {
                    // The bounds are for all together: there is nothing left for the others.
                    var why = pair.name() + NOT_EXPLAINED + tooLong(recorder);
                    return new Explanations(differences, written, why, used.at(recorder.cycle()));
                }
            }
            return all(unexplained);
        }

        private Explanations all(@Nullable String unexplained) {
            return new Explanations(differences, written, unexplained, used.all());
        }

        private ExplainWork.Found found(BenchmarkPair pair) {
            var before = kept.get(pair.name());
            used.begin(pair.nodes(), cycles);
            if (before != null) {
                cycles += before.cycles();
                used.end(cycles);
                return before;
            }
            if (!goesOn) throw new UnexplainableException(CAME_TO_NOTHING);
            requireMemory(pair);
            long begun = cycles;
            long bytes = Math.clamp(room, 0, MOST_BYTES);
            var work = new ExplainWork(base, head, pair.name(), cycles, settings.explainedCycles(), bytes);
            var found = simulator.carryOut(work, recorder);
            cycles = found.cycles();
            used.end(cycles);
            if (!(found instanceof ExplainWork.Found.Beyond)) {
                attempts.keepExplained(claim, pair.name(), found, cycles - begun);
            }
            return found;
        }
    }

    private String beyond() {
        return "it needs more than " + settings.explainedCycles() + " simulated cycles";
    }

    private void requireMemory(BenchmarkPair pair) {
        long more = pair.hostBytes();
        if (memory.hasRoom(pair.base(), more) && memory.hasRoom(pair.head(), more)) return;
        throw new UnexplainableException("following it needs more memory than a run may take here");
    }

    private String tooLong(RunRecorder recorder) {
        recorder.close();
        if (recorder.isPastDeadline()) return "it took longer than " + settings.explainedWall() + " on this host";
        throw new Stopped(recorder);
    }
}
