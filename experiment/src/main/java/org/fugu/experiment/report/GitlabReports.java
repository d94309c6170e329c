package org.fugu.experiment.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.experiment.benchmark.BenchmarkResults;
import tools.jackson.databind.json.JsonMapper;

/// What GitLab shows in a merge request: figures (`artifacts:reports:metrics`), and what fails the gate
/// (`artifacts:reports:codequality`).
public final class GitlabReports {
    private static final JsonMapper MAPPER = new JsonMapper();

    private GitlabReports() {}

    /// Figures as OpenMetrics text. Programs that did not end well have none.
    public static String metrics(BenchmarkResults results) {
        var text = new StringBuilder("# TYPE fugu_benchmark gauge\n");
        for (var measurement : results.measurements()) {
            if (!measurement.succeeded()) continue;
            measurement
                    .measures()
                    .forEach((measure, value) -> text.append("fugu_benchmark{benchmark=\"")
                            .append(escaped(measurement.name()))
                            .append("\",measure=\"")
                            .append(escaped(measure))
                            .append("\"} ")
                            .append(value)
                            .append('\n'));
        }
        return text.append("# EOF\n").toString();
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /// An issue for each finding that fails the gate. A file is not known by its whole name where a
    /// program's lines are, so all are of the manifest.
    ///
    /// @param manifest its path in the repository
    public static String codeQuality(GateReport report, String manifest) {
        var issues = report.findings().stream()
                .filter(GateReport.Line::isFailure)
                .map(line -> issue(line, manifest))
                .toList();
        return MAPPER.writeValueAsString(issues) + "\n";
    }

    private static Map<String, Object> issue(GateReport.Line line, String manifest) {
        var issue = new LinkedHashMap<String, Object>();
        issue.put("description", line.sentence());
        issue.put("check_name", "fugu-" + line.kind().replace('_', '-'));
        issue.put("fingerprint", fingerprint(line));
        issue.put("severity", line.effect().equals("fails") ? "blocker" : "major");
        issue.put("location", location(manifest));
        return issue;
    }

    private static Map<String, Object> location(String path) {
        var location = new LinkedHashMap<String, Object>();
        location.put("path", path);
        location.put("lines", Map.of("begin", 1));
        return location;
    }

    /// The same as long as it is the same finding, whatever its figures.
    private static String fingerprint(GateReport.Line line) {
        var subject =
                String.join("\n", List.of(line.benchmark(), line.kind(), line.measure() == null ? "" : line.measure()));
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
