package org.fugu.experiment.report;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.fugu.exokernel.run.LibraryInputs;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Finding;
import org.fugu.experiment.benchmark.Finding.Effect;
import org.fugu.experiment.benchmark.Moved;
import org.fugu.experiment.benchmark.Spread;
import org.fugu.experiment.difference.RunDifference;
import org.fugu.experiment.wire.JsonTree;
import org.fugu.experiment.wire.WireDocument;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.NullNode;

/// What a gate found, as a document of its own: all other reports are made from it.
///
/// @param fuguComparison its format
/// @param verdict one line that says how it went
/// @param exitCode what the command that compared answered
/// @param regressions how many findings fail the gate
/// @param otherEpoch whether the baseline is of another version of the machine
/// @param base null where there was none
/// @param head null where it could not be measured
/// @param explanations of the benchmarks that were explained
public record GateReport(
        int fuguComparison,
        String verdict,
        int exitCode,
        int regressions,
        boolean otherEpoch,
        @JsonSetter(nulls = Nulls.SET) @Nullable Side base,
        @JsonSetter(nulls = Nulls.SET) @Nullable Side head,
        List<Line> findings,
        List<Why> explanations) {
    /// The kind of the one finding where there is no baseline at all.
    public static final String NO_BASELINE_KIND = "no-baseline";

    private static final int FORMAT = 3;
    private static final WireDocument<GateReport> FORM = new WireDocument<>(
                    GateReport.class, "fuguComparison", FORMAT, "bench compare --json")
            .after(second -> {
                WireDocument.add(second.path("base"), "libos", NullNode.getInstance());
                WireDocument.add(second.path("head"), "libos", NullNode.getInstance());
            });

    public GateReport {
        findings = List.copyOf(findings);
        explanations = List.copyOf(explanations);
    }

    /// One of the two.
    ///
    /// @param libos that its programs ran on; null where it is linked into them
    public record Side(
            String bundle,
            String bundleVersion,
            String bundleDigest,
            @JsonSetter(nulls = Nulls.SET) @Nullable LibraryInputs libos) {
        private static Side of(BenchmarkResults results) {
            return new Side(results.bundle(), results.bundleVersion(), results.bundleDigest(), results.libos());
        }
    }

    /// A finding.
    ///
    /// @param kind stable word
    /// @param effect what it does to the gate: `fails`, `worse`, `no_baseline` or `none`
    /// @param measure null for all of the benchmark; like what follows null where it does not apply
    /// @param layouts null where only the usual layout was measured
    public record Line(
            String benchmark,
            String kind,
            String effect,
            String sentence,
            @JsonSetter(nulls = Nulls.SET) @Nullable String measure,
            @JsonSetter(nulls = Nulls.SET) @Nullable Long base,
            @JsonSetter(nulls = Nulls.SET) @Nullable Long head,
            @JsonSetter(nulls = Nulls.SET) @Nullable BigInteger difference,
            @JsonSetter(nulls = Nulls.SET) @Nullable String unit,
            @JsonSetter(nulls = Nulls.SET) @Nullable String threshold,
            @JsonSetter(nulls = Nulls.SET) @Nullable Layouts layouts) {
        boolean isFailure() {
            return !effect.equals(word(Effect.NONE));
        }

        /// Whether there is nothing to say about it.
        boolean isQuiet() {
            return kind.equals(word(Finding.Verdict.UNCHANGED));
        }
    }

    /// A figure over the layouts of a sweep: then a line's own figures are medians.
    ///
    public record Layouts(Moved moved, Spread base, Spread head, Spread difference) {}

    /// Why a benchmark's figures moved.
    ///
    /// @param first where the runs part, or null if they never do
    public record Why(
            String benchmark,
            @JsonSetter(nulls = Nulls.SET) RunDifference.@Nullable Divergence first,
            List<RunDifference.Cause> causes) {
        public Why {
            causes = List.copyOf(causes);
        }

        private static Why of(RunDifference difference) {
            return new Why(difference.name(), difference.first(), difference.causes());
        }
    }

    /// Of a comparison.
    public static GateReport of(Comparison comparison, List<RunDifference> explained) {
        return new GateReport(
                FORMAT,
                verdict(comparison),
                GateCode.of(comparison).number(),
                comparison.failures().size(),
                comparison.findings().stream().anyMatch(Finding.OtherEpoch.class::isInstance),
                Side.of(comparison.base()),
                Side.of(comparison.head()),
                comparison.findings().stream().map(GateReport::line).toList(),
                explained.stream().map(Why::of).toList());
    }

    /// Where it did not come to a comparison.
    ///
    /// @param kind stable word for the reason
    /// @param sentence for people
    public static GateReport withoutComparison(int exitCode, String kind, String sentence) {
        boolean missing = kind.equals(NO_BASELINE_KIND);
        var effect = word(missing ? Effect.NO_BASELINE : Effect.FAILS);
        var line = new Line("all", kind, effect, JsonTree.shown(sentence), null, null, null, null, null, null, null);
        var verdict = missing ? "no baseline" : "not compared";
        return new GateReport(FORMAT, verdict, exitCode, 1, false, null, null, List.of(line), List.of());
    }

    private static String verdict(Comparison comparison) {
        return switch (comparison.effect()) {
            case FAILS -> count(comparison, Effect.FAILS, "failing program");
            case WORSE -> count(comparison, Effect.WORSE, "regression");
            case NO_BASELINE -> "no baseline";
            case NONE -> "no regression";
        };
    }

    private static String count(Comparison comparison, Effect effect, String what) {
        long many = comparison.findings().stream()
                .filter(finding -> finding.effect() == effect)
                .count();
        return many + " " + what + (many == 1 ? "" : "s");
    }

    private static Line line(Finding finding) {
        var effect = word(finding.effect());
        if (finding instanceof Finding.Compared compared) {
            var threshold = compared.threshold();
            return new Line(
                    compared.benchmark(),
                    kind(finding),
                    effect,
                    compared.sentence(),
                    compared.measure(),
                    compared.base(),
                    compared.head(),
                    compared.difference(),
                    compared.unit(),
                    threshold == null ? null : threshold.toString(),
                    null);
        }
        if (finding instanceof Finding.Swept swept) return line(swept, effect);
        return new Line(
                finding.benchmark(),
                kind(finding),
                effect,
                finding.sentence(),
                finding.measure(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Line line(Finding.Swept swept, String effect) {
        var threshold = swept.usual().threshold();
        return new Line(
                swept.benchmark(),
                kind(swept),
                effect,
                swept.sentence(),
                swept.measure(),
                swept.base().median(),
                swept.head().median(),
                BigInteger.valueOf(swept.difference().median()),
                swept.usual().unit(),
                threshold == null ? null : threshold.toString(),
                new Layouts(swept.moved(), swept.base(), swept.head(), swept.difference()));
    }

    private static String kind(Finding finding) {
        return switch (finding) {
            case Finding.Compared compared -> word(compared.verdict());
            case Finding.Swept swept -> word(swept.verdict());
            case Finding.NotComparable not -> word(not.why());
            case Finding.Broken _ -> "broken";
            case Finding.OtherEpoch _ -> "other_epoch";
            case Finding.OtherLibrary _ -> "other_libos";
            case Finding.Unreported _ -> "unreported";
            case Finding.OtherThreshold _ -> "other_threshold";
            case Finding.IdleAcknowledgement _ -> "idle_acknowledgement";
            case Finding.NothingCompared _ -> "nothing_compared";
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// Whether the gate is open and nothing moved: then there is nothing to tell anybody.
    boolean isQuiet() {
        return exitCode == 0 && findings.stream().allMatch(Line::isQuiet);
    }

    /// The document, the same bytes for the same comparison on every host.
    public byte[] write() {
        return FORM.write(this);
    }

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static GateReport read(byte[] document) {
        return FORM.read(document);
    }
}
