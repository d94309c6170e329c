package org.fugu.cli.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fugu.exokernel.run.LibraryInputs;
import org.fugu.experiment.difference.RunDifference;
import org.jspecify.annotations.Nullable;

/// Why two runs differ, for a terminal.
public final class DifferenceText {
    private static final int MOST_ROWS = 16;

    private final PrintWriter out;

    public DifferenceText(PrintWriter out) {
        this.out = out;
    }

    void print(RunDifference difference) {
        var base = difference.base();
        var head = difference.head();
        print(
                "%s: %+,d cycles (%,d to %,d)",
                difference.name(), head.cycles() - base.cycles(), base.cycles(), head.cycles());
        if (!base.outcome().equals(head.outcome()))
            print("  ended as %s, and now as %s", base.outcome(), head.outcome());
        libraries(base.libos(), head.libos());
        if (!base.machineVersion().equals(head.machineVersion())) print("  the machines are of different versions");
        if (difference.first() == null) {
            print("  both did the same all the time");
            return;
        }
        why(difference.first(), difference.causes());
        var categories = difference.categories().stream()
                .filter(each -> each.difference() != 0)
                .toList();
        rows("  what processors did", categories, change -> change(change.name().replace('_', ' '), change));
        rows("  whose code", difference.parts(), change -> change(change.name().replace('_', ' '), change));
        rows("  functions", difference.functions(), this::function);
        if (difference.nodes().size() > 1) rows("  nodes", difference.nodes(), this::node);
        rows("  kernel", difference.kernel(), this::kernel);
        rows("  counters", difference.counters(), change -> change(change.name(), change));
        rows("  latencies", difference.latencies(), this::latency);
    }

    private void libraries(@Nullable LibraryInputs base, @Nullable LibraryInputs head) {
        if (base == null && head == null) return;
        if (base == null || head == null || !base.digest().equals(head.digest())) {
            print("  the library OS was %s and is %s", library(base), library(head));
        }
    }

    private static String library(@Nullable LibraryInputs library) {
        return library == null
                ? "in the program"
                : library + " (" + library.digest().substring(0, 12) + ")";
    }

    /// Where they part, and the largest causes.
    public void why(RunDifference.@Nullable Divergence first, List<RunDifference.Cause> causes) {
        if (first != null) first(first);
        causes(causes);
    }

    private void first(RunDifference.Divergence first) {
        print("  they part in cycle %,d on node %d", first.cycle(), first.node());
        print("    base  %s", doing(first.base()));
        print("    head  %s", doing(first.head()));
    }

    private static String doing(RunDifference.@Nullable Doing doing) {
        if (doing == null) return "nothing any more";
        return place(doing.function(), doing.line()) + ", " + doing.category().replace('_', ' ');
    }

    private static String place(String function, @Nullable String line) {
        return line == null ? function : function + " (" + line + ")";
    }

    private void causes(List<RunDifference.Cause> causes) {
        if (causes.isEmpty()) return;
        print("  largest causes");
        for (int i = 0; i < causes.size(); i++) {
            var cause = causes.get(i);
            print(
                    "    %d. %s  %+,d cycles, %+,d of them on node %d, mostly %s",
                    i + 1,
                    place(cause.function(), cause.line()),
                    cause.cycles(),
                    cause.nodeCycles(),
                    cause.node(),
                    cause.category().replace('_', ' '));
        }
    }

    private <T> void rows(String title, List<T> rows, Consumer<T> printer) {
        if (rows.isEmpty()) return;
        print("%s", title);
        rows.stream().limit(MOST_ROWS).forEach(printer);
        if (rows.size() > MOST_ROWS) print("    and %,d more, which --json has", rows.size() - MOST_ROWS);
    }

    private void change(String name, RunDifference.Change change) {
        print("    %-28s %+,15d  (%,d to %,d)", name, change.difference(), change.base(), change.head());
    }

    private void function(RunDifference.FunctionChange function) {
        print(
                "    %-28s %+,15d  (%,d to %,d; %s)",
                function.function(),
                function.head() - function.base(),
                function.base(),
                function.head(),
                signed(function.categories()));
        for (var line : function.lines().subList(0, Math.min(3, function.lines().size()))) {
            print("      %-26s %+,15d", line.name(), line.difference());
        }
    }

    private void node(RunDifference.NodeChange node) {
        print("    %-28s %+,15d  (%s)", node.node(), node.head() - node.base(), signed(node.categories()));
    }

    private static String signed(SortedMap<String, Long> categories) {
        return categories.entrySet().stream()
                .map((Map.Entry<String, Long> each) ->
                        String.format(Locale.ROOT, "%s %+,d", each.getKey().replace('_', ' '), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void kernel(RunDifference.KernelChange kernel) {
        print(
                "    %-28s %+,15d  (%,d times to %,d)",
                kernel.what(), kernel.headCycles() - kernel.baseCycles(), kernel.baseCount(), kernel.headCount());
    }

    private void latency(RunDifference.LatencyChange latency) {
        print(
                "    %-28s median %,d to %,d, 99th of 100 %,d to %,d, %,d to %,d times",
                latency.name(),
                latency.baseP50(),
                latency.headP50(),
                latency.baseP99(),
                latency.headP99(),
                latency.baseCount(),
                latency.headCount());
    }

    private void print(String form, Object... values) {
        out.println(String.format(Locale.ROOT, form, values));
    }
}
