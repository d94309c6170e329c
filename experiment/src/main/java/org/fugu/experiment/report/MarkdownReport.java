package org.fugu.experiment.report;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A gate as text for a pull request: short, and empty when the gate is open and nothing moved. The
/// first line is a mark by which a pipeline finds its earlier comment.
public final class MarkdownReport {
    /// By what an earlier comment is found.
    public static final String MARK = "<!-- fugu-benchmarks -->";

    private static final int MOST_ROWS = 20;
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>()#+!|~@]");

    private MarkdownReport() {}

    public static String of(GateReport report) {
        return report.isQuiet() ? "" : MARK + "\n" + summary(report);
    }

    /// The same for the page of a job, where silence would say nothing.
    public static String summary(GateReport report) {
        var text = new StringBuilder("### Benchmarks: " + plain(report.verdict()) + "\n\n");
        table(
                report.findings().stream()
                        .filter(line -> line.difference() != null && !line.isQuiet())
                        .toList(),
                text);
        list(
                report.findings().stream()
                        .filter(line -> line.difference() == null)
                        .toList(),
                text);
        report.explanations().forEach(why -> why(why, text));
        long same = report.findings().stream().filter(GateReport.Line::isQuiet).count();
        if (same > 0)
            text.append(same).append(same == 1 ? " figure is" : " figures are").append(" unchanged.\n");
        return text.toString();
    }

    /// The same with a way to where more is said; nothing stays nothing.
    ///
    /// @param address of a page, or null if there is none
    public static String linked(String text, @Nullable URI address) {
        return text.isEmpty() || address == null ? text : text + "\n[More](" + address + ")\n";
    }

    private static void table(List<GateReport.Line> moved, StringBuilder text) {
        if (moved.isEmpty()) return;
        text.append("| benchmark | measure | base | head | difference | |\n|---|---|--:|--:|--:|---|\n");
        moved.stream().limit(MOST_ROWS).forEach(line -> text.append(row(line)));
        text.append('\n');
        if (moved.size() > MOST_ROWS) text.append(moved.size() - MOST_ROWS).append(" more moved.\n\n");
    }

    private static String row(GateReport.Line line) {
        var unit = line.unit() == null ? "" : " (" + line.unit() + ")";
        return "| " + plain(line.benchmark()) + " | " + plain(line.measure() + unit) + " | "
                + ReportWords.base(line) + " | " + ReportWords.head(line) + " | "
                + ReportWords.difference(line) + " | " + word(line.kind()) + " |\n";
    }

    private static String word(String kind) {
        return switch (kind) {
            case "regression" -> "**worse**";
            case "improvement" -> "better";
            default -> kind;
        };
    }

    private static void list(List<GateReport.Line> said, StringBuilder text) {
        if (said.isEmpty()) return;
        for (var line : said.subList(0, Math.min(MOST_ROWS, said.size()))) {
            text.append("- ")
                    .append(line.isFailure() ? "**fails**: " : "")
                    .append(plain(line.sentence()))
                    .append('\n');
        }
        if (said.size() > MOST_ROWS)
            text.append("- and ").append(said.size() - MOST_ROWS).append(" more\n");
        text.append('\n');
    }

    private static void why(GateReport.Why why, StringBuilder text) {
        if (why.causes().isEmpty()) return;
        text.append("Why ").append(plain(why.benchmark())).append(":\n\n");
        for (var cause : why.causes()) {
            text.append("1. `")
                    .append(ReportWords.place(cause.function(), cause.line()).replace('`', '\''))
                    .append("`: ")
                    .append(plain(ReportWords.cause(cause)))
                    .append('\n');
        }
        text.append('\n');
    }

    /// Text that is shown as it is: no markup, no link, and nobody is called by a name in it.
    private static String plain(String text) {
        return SPECIAL.matcher(text).replaceAll(found -> switch (found.group()) {
            case "<" -> "&lt;";
            case ">" -> "&gt;";
            case "@" -> "&#64;";
            case "\\" -> "\\\\\\\\";
            case "(", ")", "+" -> found.group();
            default -> "\\\\" + found.group();
        });
    }
}
