package org.fugu.cli.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fugu.exokernel.run.Outcome;
import org.fugu.experiment.reproduce.PublishedFigure;
import org.fugu.experiment.runset.Cause;
import org.fugu.experiment.runset.Coordinates;
import org.fugu.experiment.runset.KernelWork;
import org.fugu.experiment.runset.MemberResult;
import org.fugu.experiment.runset.RunSetReport;
import org.fugu.experiment.runset.SetMember;
import org.jspecify.annotations.Nullable;

/// A run-set's result for people: a line for each member, and what crossings cost beside what was published.
public final class RunSetText {
    private static final String GAP = "  ";

    /// Figures of the program that a line has room for.
    private static final int MOST_METRICS = 7;

    private final PrintWriter out;

    public RunSetText(PrintWriter out) {
        this.out = out;
    }

    public void print(RunSetReport report) {
        table(report);
        sameOutput(report);
        metrics(report);
        costs(report);
    }

    private void table(RunSetReport report) {
        var lines = new ArrayList<List<String>>();
        boolean compared = report.members().stream().anyMatch(member -> report.difference(member) != null);
        boolean well = report.members().stream().allMatch(RunSetText::endedWell);
        boolean watched = report.members().stream().anyMatch(member -> kernel(member) != null);
        for (var member : report.members()) {
            var line = new ArrayList<String>();
            member.at().places().forEach(place -> line.add(place.text()));
            if (!well) line.add(end(member));
            line.addAll(figures(report, member, compared, watched));
            lines.add(line);
        }
        var first = report.members().getFirst().at();
        int texts = first.places().size() + (well ? 0 : 1);
        lines.addFirst(names(first, well, compared, watched));
        print(lines, texts);
        out.println((well ? "all exited with 0; " : "") + "causes are in cycles of all nodes together");
    }

    /// What the program itself has reported, one column for each figure.
    private void metrics(RunSetReport report) {
        var names = new TreeSet<String>();
        for (var member : report.members())
            if (member.result() != null) names.addAll(member.result().metrics().keySet());
        if (names.isEmpty()) return;
        var shown = names.stream().limit(MOST_METRICS).toList();
        var lines = new ArrayList<List<String>>();
        var places = report.members().getFirst().at().places();
        lines.add(Stream.concat(places.stream().map(Coordinates.Place::axis), shown.stream())
                .toList());
        for (var member : report.members()) {
            var line = new ArrayList<String>();
            member.at().places().forEach(place -> line.add(place.text()));
            if (member.result() != null)
                for (var name : shown) line.add(metric(member.result().metrics().get(name)));
            lines.add(line);
        }
        out.println();
        out.println("what the program has reported");
        print(lines, places.size());
        if (names.size() > MOST_METRICS) {
            out.println((names.size() - MOST_METRICS) + " more figures are in --csv and --json");
        }
    }

    private static String metric(@Nullable Long value) {
        return value == null ? "" : ReportText.number(value);
    }

    private void print(List<List<String>> lines, int texts) {
        var widths = new int[lines.getFirst().size()];
        for (var line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (var line : lines) out.println(aligned(line, widths, texts).stripTrailing());
    }

    private static List<String> names(Coordinates at, boolean well, boolean compared, boolean watched) {
        var names = new ArrayList<String>();
        at.places().forEach(place -> names.add(place.axis()));
        if (!well) names.add("end");
        names.add("cycles");
        if (compared) names.add(at.placement() == null ? "to the first" : "to library");
        for (var cause : Cause.values()) names.add(cause.wireName());
        if (watched) names.addAll(List.of("calls", "crossings", "transfers"));
        return names;
    }

    private static List<String> figures(RunSetReport report, SetMember member, boolean compared, boolean watched) {
        var cells = new ArrayList<String>();
        var result = member.result();
        if (result == null) return cells;
        cells.add(ReportText.number(result.cycles()));
        var difference = report.difference(member);
        if (compared) cells.add(difference == null ? "" : String.format(Locale.ROOT, "%+.1f %%", difference));
        for (var cause : Cause.values()) cells.add(ReportText.number(cause.of(result)));
        if (watched && result.kernel() != null) {
            cells.add(ReportText.number(result.systemCalls().count()));
            cells.add(ReportText.number(result.crossings().count()));
            cells.add(ReportText.number(result.transfers().count()));
        }
        return cells;
    }

    private static @Nullable Map<String, KernelWork> kernel(SetMember member) {
        return member.result() == null ? null : member.result().kernel();
    }

    private static boolean endedWell(SetMember member) {
        var result = member.result();
        return result != null
                && result.outcome().equals(Outcome.EXITED.wireName())
                && Integer.valueOf(0).equals(result.exitCode());
    }

    private static String end(SetMember member) {
        var result = member.result();
        if (result == null) return member.state();
        return result.exitCode() == null ? result.outcome() : result.outcome() + " " + result.exitCode();
    }

    /// Text to the left, numbers to the right.
    private static String aligned(List<String> line, int[] widths, int texts) {
        var text = new StringBuilder();
        for (int i = 0; i < line.size(); i++) {
            var gap = " ".repeat(widths[i] - line.get(i).length());
            text.append(i < texts ? line.get(i) + gap : gap + line.get(i)).append(GAP);
        }
        return text.toString();
    }

    private void sameOutput(RunSetReport report) {
        var same = report.sameOutput();
        if (same == null) return;
        if (same) {
            out.println("all print the same where only the structure differs");
            return;
        }
        for (var alike : report.alike()) {
            if (!Boolean.FALSE.equals(alike.same())) continue;
            var where = alike.at().toString();
            out.println(
                    "NOT the same output, though only the structure differs" + (where.isEmpty() ? "" : ": " + where));
        }
    }

    private void costs(RunSetReport report) {
        var costs = report.costs();
        if (costs.isEmpty()) return;
        out.println();
        out.println("what reaching the operating system takes, each way, beside what was published");
        var megahertz = report.megahertz();
        for (var cost : costs) {
            var mean = cost.mean();
            out.println(cost.crossing().placement().wireName() + ": "
                    + cost.crossing().title()
                    + (mean == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ", here %,.1f cycles%s, %,d times",
                                    mean,
                                    micros(mean, megahertz),
                                    cost.count())));
            cost.crossing().figures().forEach(this::published);
        }
    }

    private static String micros(double cycles, @Nullable Double megahertz) {
        return megahertz == null ? "" : String.format(Locale.ROOT, " (%,.1f µs)", cycles / megahertz);
    }

    private void published(PublishedFigure figure) {
        out.printf(
                Locale.ROOT,
                "  %-32s %6s %-6s  %s%n",
                figure.key(),
                ReportText.plain(figure.value()),
                figure.unit(),
                figure.condition());
        out.println("      " + figure.source());
    }

    /// For scripts; the order is that in which to write it.
    public static Map<String, @Nullable Object> json(RunSetReport report) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("sameOutput", report.sameOutput());
        json.put(
                "members",
                report.members().stream().map(member -> member(report, member)).toList());
        json.put("costs", report.costs().stream().map(RunSetText::cost).toList());
        return json;
    }

    private static Map<String, @Nullable Object> member(RunSetReport report, SetMember member) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("at", at(member.at()));
        if (member.run() != null) json.put("run", member.run());
        json.put("state", member.state());
        var result = member.result();
        if (result != null) {
            put(json, result);
            json.put("differencePercent", report.difference(member));
        }
        return json;
    }

    private static void put(Map<String, @Nullable Object> json, MemberResult result) {
        json.put("outcome", result.outcome());
        json.put("exitCode", result.exitCode());
        json.put("cycles", result.cycles());
        json.put("clockMegahertz", result.clockMegahertz());
        json.put("instructions", result.instructions());
        json.put("messagesSent", result.messagesSent());
        json.put("messagesReceived", result.messagesReceived());
        json.put("digest", result.digest());
        json.put("resultDigest", result.resultDigest());
        json.put("consoleDigest", result.consoleDigest());
        json.put("metrics", result.metrics());
        var causes = new LinkedHashMap<String, Long>();
        for (var cause : Cause.values()) causes.put(cause.wireName(), cause.of(result));
        json.put("causes", causes);
        json.put("counters", result.counters());
        var kernel = result.kernel();
        if (kernel == null) return;
        var work = new TreeMap<String, Object>();
        kernel.forEach((what, done) -> work.put(what, Map.of("count", done.count(), "cycles", done.cycles())));
        json.put("kernel", work);
        json.put("systemCalls", result.systemCalls().count());
        json.put("crossings", result.crossings().count());
        json.put("transfers", result.transfers().count());
    }

    private static Map<String, @Nullable Object> at(Coordinates at) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("machine", at.machine());
        json.put("nodes", at.nodes());
        json.put("arguments", at.arguments());
        json.put("figures", at.figures());
        json.put("seed", at.seed());
        json.put("pageTable", at.pageTable());
        json.put("placement", at.placement());
        json.values().removeIf(each -> each == null);
        return json;
    }

    private static Map<String, @Nullable Object> cost(RunSetReport.Cost cost) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("placement", cost.crossing().placement().wireName());
        json.put("title", cost.crossing().title());
        json.put("count", cost.count());
        json.put("meanCycles", cost.mean());
        json.put(
                "published",
                cost.crossing().figures().stream().map(RunSetText::figure).toList());
        return json;
    }

    private static Map<String, Object> figure(PublishedFigure figure) {
        var json = new LinkedHashMap<String, Object>();
        json.put("key", figure.key());
        json.put("value", figure.value());
        json.put("unit", figure.unit());
        json.put("condition", figure.condition());
        json.put("source", figure.source());
        return json;
    }
}
