package org.fugu.service.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.experiment.benchmark.BenchmarkPair;
import org.fugu.experiment.difference.RunDifference;
import org.fugu.experiment.difference.UnexplainableException;
import org.fugu.service.bundle.Bundles;
import org.fugu.service.run.Claim;
import org.fugu.service.run.HostMemory;
import org.fugu.service.run.RunRecorder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Explains what is worse, within bounds. What they do not allow is left out, and said to be.
@Component
class Explainer {
    /// Of attempts that came to nothing: perhaps explaining is what takes their worker with it.
    private static final int FAILURES = 2;

    private final Bundles bundles;
    private final HostMemory memory;
    private final ComparisonAttempts attempts;
    private final ComparisonSettings settings;

    Explainer(Bundles bundles, HostMemory memory, ComparisonAttempts attempts, ComparisonSettings settings) {
        this.bundles = bundles;
        this.memory = memory;
        this.attempts = attempts;
        this.settings = settings;
    }

    /// What came of it.
    ///
    /// @param unexplained why something is not explained, or null
    record Explanations(
            List<RunDifference> differences,
            List<WrittenExplanation> written,
            @Nullable String unexplained) {
        static Explanations none(@Nullable String why) {
            return new Explanations(List.of(), List.of(), why);
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
        if (order.failures() >= FAILURES) return Explanations.none("explaining it came to nothing before");
        var base = open(order.base());
        var head = open(order.head());
        if (base.isEmpty() || head.isEmpty()) return Explanations.none("a bundle is no longer there");
        var deadline = Instant.now().plus(settings.explainedWall());
        try (var recorder =
                RunRecorder.quiet(claim.id(), cycle -> attempts.keep(claim, cycle), deadline, shuttingDown)) {
            return explain(order.project(), pairs(base.get(), head.get(), regressed), recorder);
        } catch (InvalidRunException | UnexplainableException e) {
            return Explanations.none(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Bundle> open(ComparisonAttempts.Measured measured) {
        return bundles.open(measured.userId(), measured.bundle());
    }

    private static List<BenchmarkPair> pairs(Bundle base, Bundle head, Set<String> regressed) {
        return BenchmarkPair.of(base, head, regressed::contains);
    }

    private Explanations explain(String project, List<BenchmarkPair> pairs, RunRecorder recorder) {
        var watch = new ExplainWatch(recorder, settings.explainedCycles());
        var differences = new ArrayList<RunDifference>();
        var written = new ArrayList<WrittenExplanation>();
        long room = settings.explanationBytes().toBytes() - attempts.explanationBytes(project);
        String unexplained = null;
        for (var pair : pairs) {
            var why = unexplainable(pair);
            if (why == null) {
                try {
                    var explained = pair.explain(watch);
                    var document = WrittenExplanation.of(explained);
                    room -= document.bytes();
                    if (room < 0) return new Explanations(differences, written, pair.name() + NO_ROOM);
                    differences.add(explained.difference());
                    written.add(document);
                } catch (RunCancelledException e) {
                    return new Explanations(differences, written, pair.name() + tooLong(watch, recorder));
                }
            } else if (unexplained == null) {
                unexplained = why;
            }
        }
        return new Explanations(differences, written, unexplained);
    }

    private static final String NO_ROOM =
            " is not explained: the project's explanations take all that they may; its owner can delete comparisons";

    private @Nullable String unexplainable(BenchmarkPair pair) {
        long more = pair.hostBytes();
        if (memory.hasRoom(pair.base(), more) && memory.hasRoom(pair.head(), more)) return null;
        return pair.name() + " is not explained: following it needs more memory than a run may take here";
    }

    private String tooLong(ExplainWatch watch, RunRecorder recorder) {
        recorder.close();
        if (watch.isBeyond()) {
            return " is not explained: it needs more than " + settings.explainedCycles() + " simulated cycles";
        }
        if (recorder.isPastDeadline()) {
            return " is not explained: it took longer than " + settings.explainedWall() + " on this host";
        }
        throw new Stopped(recorder);
    }
}
