package org.fugu.cli.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// All that was measured, and what it comes to.
///
/// @param costs null if they were not measured, and so the next
record PerfResult(
        List<PerfPoint> points,
        @Nullable PerfCosts costs,
        @Nullable PerfStart start) {
    private static final double PRECISION = 10_000;
    private static final int FEW = 16;

    private static Predicate<PerfPoint> single(String fidelity) {
        return point -> point.order().isUsual()
                && point.workload().single()
                && point.fidelity().equals(fidelity);
    }

    private static Predicate<PerfPoint> parallel(int nodes) {
        return point -> point.order().isUsual()
                && !point.workload().single()
                && point.nodes() == nodes
                && point.fidelity().equals("timing");
    }

    private List<PerfPoint> chosen(Predicate<PerfPoint> which) {
        return points.stream().filter(which).toList();
    }

    /// The geometric mean over the programs to QEMU.
    private @Nullable Double toQemu(String fidelity) {
        var chosen = chosen(single(fidelity));
        if (chosen.size() < PerfWorkload.SINGLE.size()) return null;
        if (chosen.stream().anyMatch(point -> point.ratioToQemu() == null)) return null;
        return geometricMean(chosen.stream().mapToDouble(point -> Objects.requireNonNull(point.ratioToQemu())));
    }

    private @Nullable Double parallelMips16() {
        return meanMips(chosen(parallel(FEW)), PerfWorkload.PARALLEL.size());
    }

    /// Host time for each guest instruction on 1,024 nodes, to that on 16.
    private @Nullable Double nodeScaling() {
        int programs = PerfWorkload.SCALING.size();
        var few = meanMips(chosen(parallel(FEW).and(PerfResult::scales)), programs);
        var many = meanMips(chosen(parallel(PerfWorkload.MANY).and(PerfResult::scales)), programs);
        return few == null || many == null ? null : few / many;
    }

    private static boolean scales(PerfPoint point) {
        return point.workload().scales();
    }

    /// @return null if it were not of all programs
    private static @Nullable Double meanMips(List<PerfPoint> points, int programs) {
        if (points.size() < programs) return null;
        return geometricMean(points.stream().mapToDouble(PerfPoint::median));
    }

    private static double geometricMean(DoubleStream values) {
        return Math.exp(values.map(Math::log).average().orElseThrow());
    }

    private Map<String, @Nullable Double> summary() {
        var summary = new LinkedHashMap<String, @Nullable Double>();
        summary.put("functionalToQemu", rounded(toQemu("functional")));
        summary.put("timingToQemu", rounded(toQemu("timing")));
        summary.put("parallelMips16", rounded(parallelMips16()));
        summary.put("nodeScaling1024to16", rounded(nodeScaling()));
        summary.put("nsRemoteMiss", costs == null ? null : rounded(costs.remoteMiss()));
        summary.put("nsNullMessage", costs == null ? null : rounded(costs.nullMessage()));
        summary.put("nsWindow", costs == null ? null : rounded(costs.window()));
        return summary;
    }

    Map<String, @Nullable Object> document() {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("host", host());
        json.put("workloads", points.stream().map(PerfPoint::document).toList());
        json.put("start", start == null ? null : start.document());
        json.put("ratios", ratios());
        json.put("summary", summary());
        return json;
    }

    private Map<String, @Nullable Object> ratios() {
        var json = new LinkedHashMap<String, @Nullable Object>();
        PerfCheck.ratios(points).forEach((name, ratio) -> json.put(name, rounded(ratio)));
        return json;
    }

    /// One line for each run: what it comes to.
    Map<String, @Nullable Object> history(Instant when) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("when", when.truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("processor", processor());
        var whole = document();
        for (var part : List.of("start", "ratios", "summary")) json.put(part, whole.get(part));
        return json;
    }

    private static Map<String, @Nullable Object> host() {
        var host = new LinkedHashMap<String, @Nullable Object>();
        host.put("processor", processor());
        host.put("processors", Runtime.getRuntime().availableProcessors());
        host.put("heapBytes", Runtime.getRuntime().maxMemory());
        host.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        host.put("java", Runtime.version().toString());
        return host;
    }

    /// What Linux calls it.
    private static @Nullable String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : Math.round(value * PRECISION) / PRECISION;
    }

    void print(PrintWriter out) {
        if (!points.isEmpty()) printPoints(out);
        if (start != null) {
            start.document().forEach((name, value) -> {
                if (value != null) out.printf(Locale.ROOT, "%-26s %10.3f%n", name, value);
            });
            out.println();
        }
        summary().forEach((name, value) -> {
            if (value != null) out.printf(Locale.ROOT, "%-20s %10.3f%n", name, value);
        });
    }

    private void printPoints(PrintWriter out) {
        out.printf(
                "%-14s %5s  %-10s  %-11s %7s  %9s  %9s  %9s  %9s  %9s  %7s%n",
                "program",
                "nodes",
                "fidelity",
                "engine",
                "threads",
                "MIPS",
                "least",
                "most",
                "by clock",
                "QEMU",
                "to QEMU");
        for (var point : points) {
            out.printf(
                    Locale.ROOT,
                    "%-14s %5d  %-10s  %-11s %7d  %9.2f  %9.2f  %9.2f  %9.2f  %9s  %7s%n",
                    point.workload().name(),
                    point.nodes(),
                    point.fidelity(),
                    point.order().engine(),
                    point.order().threads(),
                    point.median(),
                    point.least(),
                    point.most(),
                    point.wallMips(),
                    text("%.0f", point.qemu()),
                    text("%.3f", point.ratioToQemu()));
        }
        out.println();
        out.println(
                "MIPS: millions of guest instructions a second, all nodes together. On one thread, of processor time");
        out.println("of the thread that simulates; on several, by the clock.");
        out.println();
    }

    private static String text(String form, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, form, value);
    }
}
