package org.fugu.cli.bench;

import java.util.List;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Rules;
import org.fugu.experiment.difference.Explaining;
import org.fugu.experiment.difference.RunDifference;
import org.fugu.experiment.report.GateReport;

/// Holds a version against its base, and tells of it on the terminal.
public final class Gate {
    private static final int DIGEST_LETTERS = 12;

    private final Terminal terminal;

    public Gate(Terminal terminal) {
        this.terminal = terminal;
    }

    /// @param explain whether worse benchmarks are explained, where both sides are bundles
    public GateReport judge(Benchmarks.Measured before, Benchmarks.Measured after, Rules rules, boolean explain) {
        var comparison = after.sweep().comparedTo(before.sweep(), rules);
        return GateReport.of(comparison, explain ? explained(comparison, before, after) : List.of());
    }

    /// Of the benchmarks of which a measure is worse.
    private List<RunDifference> explained(
            Comparison comparison, Benchmarks.Measured before, Benchmarks.Measured after) {
        if (before.bundle() == null || after.bundle() == null) return List.of();
        var worse = comparison.regressed();
        return new Explanations(terminal)
                .of(before.bundle(), after.bundle(), worse::contains).stream()
                        .map(Explaining.Explained::difference)
                        .toList();
    }

    /// Everything that was found, a line each.
    public void print(GateReport report) {
        for (var finding : report.findings()) {
            terminal.out().println(mark(finding) + finding.sentence());
        }
        for (var why : report.explanations()) {
            terminal.out().println("why " + why.benchmark() + ":");
            new DifferenceText(terminal.out()).why(why.first(), why.causes());
        }
        var base = report.base();
        var head = report.head();
        var names = base == null || head == null ? "" : " (" + name(base) + " to " + name(head) + ")";
        terminal.out().println(report.verdict() + names);
    }

    private static String name(GateReport.Side side) {
        var digest = side.bundleDigest();
        int letters = Math.min(digest.length(), DIGEST_LETTERS);
        return side.bundle() + " " + side.bundleVersion() + " " + digest.substring(0, letters);
    }

    private static String mark(GateReport.Line finding) {
        return switch (finding.effect()) {
            case "fails" -> "failed  ";
            case "worse" -> "worse   ";
            case "no_baseline" -> "no base ";
            default ->
                switch (finding.kind()) {
                    case "improvement" -> "better  ";
                    case "changed", "regression" -> "changed ";
                    case "unchanged" -> "same    ";
                    default -> "note    ";
                };
        };
    }
}
