package org.fugu.cli.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.ConsoleText;
import org.fugu.bundle.run.ReportJson;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.AuditTrail;
import org.fugu.exokernel.run.JobReport;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.observe.CycleAccount;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// A run's result for people.
public final class ReportText {
    private final PrintWriter out;

    public ReportText(PrintWriter out) {
        this.out = out;
    }

    /// @param hostNanos what the run took on this host
    public void print(RunPlan plan, RunReport report, long hostNanos) {
        boolean alone = plan.request().isAlone();
        if (alone) row("bundle", name(plan.bundle()));
        if (alone) system(plan.request().first());
        row(
                "machine",
                report.machine() + " " + plan.request().mesh() + ", " + nodes(report.nodes()) + ", "
                        + report.fidelity());
        for (int i = 0; i < plan.jobs().size(); i++) {
            if (!alone) row("job " + (i + 1), name(plan.jobs().get(i).bundle()) + " on " + place(plan, i));
            if (!alone) system(plan.request().jobs().get(i));
            job(report.jobs().get(i), report.clockMegahertz());
            if (!alone) row("result digest", report.jobs().get(i).resultDigest());
        }
        account(report.counters());
        latencies(report.latencies());
        row("digest", report.digest());
        row(
                "host",
                String.format(
                        Locale.ROOT,
                        "%.3f s, %.2f MIPS",
                        hostNanos / 1e9,
                        ReportJson.hostMips(report.instructions(), hostNanos)));
    }

    /// What is otherwise than usual.
    private void system(JobRequest job) {
        var library = job.library();
        if (library != null) row("library OS", library.name() + " " + library.version() + ", " + library.identity());
        if (!job.structure().isUsual()) row("structure", job.structure().toString());
    }

    private void job(JobReport job, double clockMegahertz) {
        row("outcome", outcome(job));
        console(ConsoleText.byNode(job.console()));
        row("cycles", cycles(job.cycles(), clockMegahertz));
        row("instructions", number(job.instructions()));
        row("messages", number(job.messagesSent()) + " sent, " + number(job.messagesReceived()) + " received");
        refused(job.clues().auditTrail());
        metrics(job.metrics(), job.metricUnits(), clockMegahertz);
    }

    private void refused(AuditTrail trail) {
        if (trail.total() == 0) return;
        var calls = trail.total() == 1 ? "1 system call was refused: " : trail.total() + " system calls were refused: ";
        var errors = trail.counts().entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
        row("refused", calls + errors + " (`refusals` in --json)");
    }

    private static String name(Bundle bundle) {
        return bundle.manifest().name() + " " + bundle.manifest().version();
    }

    private static String place(RunPlan plan, int job) {
        var request = plan.request().jobs().get(job);
        var start =
                request.startCycle() == 0 ? "" : String.format(Locale.ROOT, ", from cycle %,d", request.startCycle());
        return request.rectangle() + start;
    }

    public void row(String name, String value) {
        out.printf(Locale.ROOT, "%-13s %s%n", name, value.replace("\n", "\n              "));
    }

    private static String nodes(int count) {
        return count == 1 ? "1 node" : count + " nodes";
    }

    private static String outcome(JobReport report) {
        if (report.outcome() == Outcome.EXITED) return "exited, exit code " + report.exitCode();
        return report.outcome().wireName() + ": " + report.message();
    }

    public static String cycles(long cycles, double clockMegahertz) {
        return String.format(
                Locale.ROOT, "%,d (%,.3f µs at %s MHz)", cycles, cycles / clockMegahertz, plain(clockMegahertz));
    }

    static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public void metrics(Map<String, Long> metrics, Map<String, String> units, double clockMegahertz) {
        if (metrics.isEmpty()) return;
        out.println("metrics");
        figures(metrics, (name, value) -> measured(value, units.get(name), clockMegahertz));
    }

    /// A figure with the unit that the program declared, and as time where that is known to be one.
    private static String measured(long value, @Nullable String unit, double clockMegahertz) {
        if (unit == null) return number(value);
        var counted = number(value) + " " + unit;
        return switch (unit) {
            case "cycles" -> counted + micros(value / clockMegahertz);
            case "millicycles" -> counted + micros(value / clockMegahertz / 1000);
            case "nanoseconds" -> counted + micros(value / 1000.0);
            default -> counted;
        };
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, " (%,.3f µs)", micros);
    }

    /// Where the cycles of all nodes went, up to the end of each node's own clock. Nothing for what a
    /// service recorded before there was such an account.
    public void account(List<Map<String, Long>> counters) {
        long all = sum(counters, "cycles");
        var lines = new ArrayList<String>();
        for (var category : CycleAccount.Category.values()) {
            long cycles = sum(counters, "cycles." + category.wireName());
            if (cycles > 0) lines.add(share(category.wireName().replace('_', ' '), cycles, all));
        }
        if (lines.isEmpty()) return;
        out.println("where the cycles went, each node up to the end of its own clock");
        lines.forEach(out::println);
    }

    public void latencies(Map<String, LatencySummary> latencies) {
        if (latencies.isEmpty()) return;
        out.println("latencies, in cycles    count      min      p50      p90      p99      max       mean");
        latencies.forEach((name, each) -> out.println(String.format(
                Locale.ROOT,
                "  %-16s %,10d %,8d %,8d %,8d %,8d %,8d %,10.1f",
                name.replace('_', ' '),
                each.count(),
                each.min(),
                each.p50(),
                each.p90(),
                each.p99(),
                each.max(),
                each.meanThousandths() / 1000.0)));
    }

    private static long sum(List<Map<String, Long>> counters, String name) {
        return counters.stream().mapToLong(each -> each.getOrDefault(name, 0L)).sum();
    }

    private static String share(String name, long cycles, long all) {
        return String.format(Locale.ROOT, "  %-16s %,18d  %5.1f %%", name, cycles, cycles * 100.0 / all);
    }

    /// One indented line a figure, with its unit where it has one.
    public void figures(Map<String, Long> figures, Map<String, String> units) {
        figures(figures, (name, value) -> {
            var unit = units.get(name);
            return unit == null || unit.equals(name) ? number(value) : number(value) + " " + unit;
        });
    }

    private void figures(Map<String, Long> figures, BiFunction<String, Long, String> shown) {
        int width = figures.keySet().stream().mapToInt(String::length).max().orElse(0);
        figures.forEach((name, value) ->
                out.println("  " + name + " ".repeat(width - name.length()) + "  " + shown.apply(name, value)));
    }

    /// Each node's lines; with a prefix where more than one node wrote.
    public void console(SortedMap<String, String> texts) {
        if (texts.isEmpty()) return;
        out.println("console");
        int width = texts.keySet().stream().mapToInt(String::length).max().orElse(0);
        texts.forEach((node, text) -> {
            var aligned = " ".repeat(width - node.length()) + node;
            var prefix = texts.size() == 1 ? "  " : "  node " + aligned + " | ";
            text.lines().forEach(line -> out.println(prefix + printable(line)));
        });
    }

    /// A guest may write anything; escape sequences must not reach the terminal.
    public static String printable(String line) {
        var shown = new StringBuilder(line.length());
        line.codePoints().forEach(point -> {
            if (Character.isISOControl(point) && point != '\t') shown.append('\uFFFD');
            else shown.appendCodePoint(point);
        });
        return shown.toString();
    }
}
