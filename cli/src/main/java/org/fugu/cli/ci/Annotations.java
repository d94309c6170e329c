package org.fugu.cli.ci;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fugu.cli.git.Git;
import org.fugu.cli.terminal.Terminal;
import org.fugu.experiment.report.GateReport;

/// What fails a gate, as GitHub's workflow commands: it shows them with the check, and beside the line
/// that is the cause.
record Annotations(Terminal terminal, Git git) {
    /// GitHub shows ten of a step.
    private static final int MOST = 10;

    private static final Pattern LINE = Pattern.compile("(.+):([0-9]+)");

    void print(GateReport report) {
        report.findings().stream()
                .filter(finding -> !finding.effect().equals("none"))
                .limit(MOST)
                .forEach(finding -> say("", "Benchmarks", finding.sentence()));
        for (var why : report.explanations()) {
            for (var cause : why.causes()) {
                var at = LINE.matcher(cause.line() == null ? "" : cause.line());
                if (!at.matches()) continue;
                git.fileEndingWith(at.group(1)).ifPresent(file -> at(file, at, why.benchmark(), cause.cycles()));
            }
        }
    }

    private void at(String file, Matcher at, String benchmark, long cycles) {
        var more = (cycles < 0 ? "" : "+") + cycles + " cycles of " + benchmark + " are here";
        say(" file=" + property(file) + ",line=" + at.group(2) + ",", "Slower", more);
    }

    private void say(String place, String title, String sentence) {
        var where = place.isEmpty() ? " " : place;
        terminal.err().println("::error" + where + "title=" + property(title) + "::" + data(sentence));
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
