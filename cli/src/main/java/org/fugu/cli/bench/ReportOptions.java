package org.fugu.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.fugu.cli.argument.NamedFile;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.report.Badge;
import org.fugu.experiment.report.Figures;
import org.fugu.experiment.report.GateReport;
import org.fugu.experiment.report.GitlabReports;
import org.fugu.experiment.report.JunitReport;
import org.fugu.experiment.report.MarkdownReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Files that tell of a comparison or of figures.
public final class ReportOptions {
    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Write a report for a pull request, empty if there is nothing to say.")
    private @Nullable Path markdown;

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description = "Append the same to a job's page, and say there if nothing changed.")
    private @Nullable Path summary;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report as JUnit XML.")
    private @Nullable Path junit;

    @Option(names = "--badge", paramLabel = "FILE", description = "Write a badge as SVG.")
    private @Nullable Path badge;

    @Option(
            names = "--code-quality",
            paramLabel = "FILE",
            description = "Write what fails as GitLab's code quality report.")
    private @Nullable Path codeQuality;

    @Option(
            names = "--manifest-path",
            paramLabel = "PATH",
            description = "Where its findings are said to be, fugu.yaml unless told otherwise.",
            defaultValue = "fugu.yaml",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private String manifestPath = "fugu.yaml";

    @Option(names = "--metrics", paramLabel = "FILE", description = "Write figures as OpenMetrics, for GitLab.")
    private @Nullable Path metrics;

    @Option(names = "--bmf", paramLabel = "FILE", description = "Write figures in Bencher Metric Format.")
    private @Nullable Path bmf;

    @Option(
            names = "--action-smaller",
            paramLabel = "FILE",
            description = "Write figures for github-action-benchmark's customSmallerIsBetter.")
    private @Nullable Path smaller;

    @Option(
            names = "--action-bigger",
            paramLabel = "FILE",
            description = "Write those that only may not decrease, for its customBiggerIsBetter.")
    private @Nullable Path bigger;

    /// Before anything is measured.
    public void requireWritable() {
        for (var file : new Path[] {markdown, summary, junit, badge, codeQuality, metrics, bmf, smaller, bigger}) {
            if (file != null) NamedFile.requireWritable("the report", file);
        }
    }

    boolean wantComparison() {
        return markdown != null || summary != null || junit != null || badge != null || codeQuality != null;
    }

    boolean wantFigures() {
        return metrics != null || bmf != null || smaller != null || bigger != null;
    }

    public void write(GateReport report) {
        write(report, null);
    }

    /// @param page where more is said, or null
    public void write(GateReport report, @Nullable URI page) {
        if (markdown != null) write(markdown, MarkdownReport.linked(MarkdownReport.of(report), page));
        if (junit != null) write(junit, JunitReport.of(report));
        if (badge != null) write(badge, Badge.of(report));
        if (codeQuality != null) write(codeQuality, GitlabReports.codeQuality(report, manifestPath));
        if (summary != null) append(summary, report, page);
    }

    /// Appends to the page of a job.
    public void append(Path file, GateReport report, @Nullable URI page) {
        append(file, MarkdownReport.linked(MarkdownReport.summary(report), page));
    }

    public void write(BenchmarkResults results) {
        if (metrics != null) write(metrics, GitlabReports.metrics(results));
        if (bmf != null) write(bmf, Figures.bmf(results));
        if (smaller != null) write(smaller, Figures.action(results, false));
        if (bigger != null) write(bigger, Figures.action(results, true));
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw NamedFile.unwritable("the report", file, e);
        }
    }

    private static void write(Path file, String text) {
        NamedFile.write("the report", file, text.getBytes(StandardCharsets.UTF_8));
    }
}
