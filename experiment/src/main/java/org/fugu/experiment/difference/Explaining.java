package org.fugu.experiment.difference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.fugu.bundle.observe.SpeedscopeFile;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.difference.RunDifference.Cause;
import org.fugu.experiment.difference.RunDifference.Change;
import org.fugu.experiment.difference.RunDifference.FunctionChange;
import org.fugu.experiment.difference.RunDifference.KernelChange;
import org.fugu.experiment.difference.RunDifference.LatencyChange;
import org.fugu.experiment.difference.RunDifference.NodeChange;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// Explains why two runs differ. Both are carried out, one after the other, with every step followed.
public final class Explaining {
    private static final Category[] CATEGORIES = Category.values();
    private static final int MOST_CAUSES = 3;
    private static final LatencySummary NEVER = new LatencySummary(0, 0, 0, 0, 0, 0, 0);

    private final FollowedRun base;
    private final FollowedRun head;
    private final TreeMap<String, LineCycles> lines = new TreeMap<>();

    private Explaining(FollowedRun base, FollowedRun head) {
        this.base = base;
        this.head = head;
    }

    /// What a function's lines took, as the head numbers them: base and head, by line and category.
    private record LineCycles(TreeMap<String, long[]> base, TreeMap<String, long[]> head) {
        LineCycles() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        TreeSet<String> all() {
            var all = new TreeSet<>(base.keySet());
            all.addAll(head.keySet());
            return all;
        }

        long difference(String line) {
            return sum(head.get(line)) - sum(base.get(line));
        }

        static long sum(long @Nullable [] cycles) {
            long sum = 0;
            if (cycles != null) for (long each : cycles) sum += each;
            return sum;
        }

        /// By category, of all lines.
        static long[] whole(TreeMap<String, long[]> side) {
            var whole = new long[CATEGORIES.length];
            for (var line : side.values()) for (int i = 0; i < whole.length; i++) whole[i] += line[i];
            return whole;
        }
    }

    /// The answer, and what a flame graph is drawn from.
    ///
    /// @param flames cycles by stack: function, line, what it waited for
    public record Explained(
            RunDifference difference,
            SortedMap<List<String>, Long> baseFlames,
            SortedMap<List<String>, Long> headFlames) {}

    /// What explaining may take of the host's memory at the most, beside one machine.
    public static long hostBytes(RunPlan base, RunPlan head) {
        return FollowedRun.hostBytes(base)
                + FollowedRun.hostBytes(head)
                + StepWindow.hostBytes(base.request().mesh().nodes())
                + StepWindow.hostBytes(head.request().mesh().nodes());
    }

    /// Explains.
    ///
    /// @param name the benchmark's
    /// @param watching sees how far the runs are
    /// @throws UnexplainableException when one of the two has no program
    public static Explained explain(String name, RunPlan base, RunPlan head, RunObserver watching) {
        var one = FollowedRun.of(base, watching);
        var other = FollowedRun.of(head, watching);
        return new Explaining(one, other).explained(name, watching);
    }

    private Explained explained(String name, RunObserver watching) {
        addLines(base, LineCycles::base, true);
        addLines(head, LineCycles::head, false);
        var functions = functions();
        var difference = new RunDifference(
                name,
                run(base),
                run(head),
                new FirstDifference(base, head, watching).find(FirstDifference.WINDOW),
                causes(functions),
                categories(),
                parts(),
                functions,
                nodes(),
                kernel(),
                counters(),
                latencies());
        return new Explained(difference, flames(LineCycles::base), flames(LineCycles::head));
    }

    private static RunDifference.Run run(FollowedRun run) {
        var bundle = run.plan.bundle();
        var report = run.report();
        var code = report.exitCode();
        return new RunDifference.Run(
                bundle.manifest().name(),
                bundle.manifest().version(),
                bundle.identity(),
                RunInputs.of(run.plan.request()).jobs().getFirst().library(),
                report.machineVersion(),
                report.outcome().wireName() + (code == null ? "" : " " + code),
                report.cycles(),
                report.instructions());
    }

    /// Code without a line is all one, named as nothing.
    private void addLines(FollowedRun run, Function<LineCycles, TreeMap<String, long[]>> side, boolean align) {
        var alignments = new TreeMap<String, LineAlignment>();
        run.cycles.forEach((address, byCategory) -> {
            var function = run.text.functionAt(address);
            var line = Objects.requireNonNullElse(run.text.line(address), "");
            if (align && !line.isEmpty()) {
                line = alignments
                        .computeIfAbsent(function, each -> new LineAlignment(base.text, head.text, each))
                        .inHead(line);
            }
            var sums = side.apply(lines.computeIfAbsent(function, _ -> new LineCycles()))
                    .computeIfAbsent(line, _ -> new long[CATEGORIES.length]);
            for (int i = 0; i < sums.length; i++) sums[i] += byCategory[i];
        });
    }

    private List<FunctionChange> functions() {
        var onNodes = new ArrayList<TreeMap<String, Long>>();
        for (int node = 0; node < nodeCount(); node++) onNodes.add(difference(node));
        var changes = new ArrayList<FunctionChange>();
        lines.forEach((function, cycles) -> {
            var before = LineCycles.whole(cycles.base());
            var after = LineCycles.whole(cycles.head());
            var categories = differences(before, after);
            if (categories.isEmpty()) return;
            long pull = Long.signum(LineCycles.sum(after) - LineCycles.sum(before));
            int largest = 0;
            for (int node = 1; node < onNodes.size(); node++) {
                if (weight(onNodes.get(node), function, pull) > weight(onNodes.get(largest), function, pull)) {
                    largest = node;
                }
            }
            changes.add(new FunctionChange(
                    function,
                    LineCycles.sum(before),
                    LineCycles.sum(after),
                    largest,
                    onNodes.get(largest).getOrDefault(function, 0L),
                    categories,
                    lineChanges(cycles)));
        });
        changes.sort(Comparator.comparingLong((FunctionChange change) -> -Math.abs(change.nodeCycles()))
                .thenComparingLong(change -> -Math.abs(change.head() - change.base()))
                .thenComparing(FunctionChange::function));
        return changes;
    }

    /// How much of a function's difference is a node's, where it pulls as all nodes together do.
    private static long weight(TreeMap<String, Long> onNode, String function, long pull) {
        long cycles = onNode.getOrDefault(function, 0L);
        return pull == 0 ? Math.abs(cycles) : cycles * pull;
    }

    private TreeMap<String, Long> difference(int node) {
        var cycles = node < head.nodes() ? head.functions(node) : new TreeMap<String, Long>();
        if (node < base.nodes())
            base.functions(node).forEach((function, own) -> cycles.merge(function, -own, Long::sum));
        return cycles;
    }

    private int nodeCount() {
        return Math.max(base.nodes(), head.nodes());
    }

    private static SortedMap<String, Long> differences(long[] before, long[] after) {
        var differences = new TreeMap<String, Long>();
        for (var category : CATEGORIES) {
            long difference = after[category.ordinal()] - before[category.ordinal()];
            if (difference != 0) differences.put(category.wireName(), difference);
        }
        return differences;
    }

    private static List<Change> lineChanges(LineCycles cycles) {
        return cycles.all().stream()
                .filter(line -> !line.isEmpty() && cycles.difference(line) != 0)
                .map(line -> new Change(
                        line,
                        LineCycles.sum(cycles.base().get(line)),
                        LineCycles.sum(cycles.head().get(line))))
                .sorted(Comparator.comparingLong((Change change) -> -Math.abs(change.difference()))
                        .thenComparing(Change::name))
                .toList();
    }

    /// Those that pull where the whole went: more cycles if it took longer, fewer if it took less.
    private List<Cause> causes(List<FunctionChange> functions) {
        long pull = Long.signum(head.report().cycles() - base.report().cycles());
        return functions.stream()
                .filter(change -> pull == 0 || Long.signum(change.head() - change.base()) == pull)
                .limit(MOST_CAUSES)
                .map(Explaining::cause)
                .toList();
    }

    private static Cause cause(FunctionChange change) {
        long cycles = change.head() - change.base();
        var line = change.lines().stream()
                .filter(each -> Long.signum(each.difference()) == Long.signum(cycles))
                .findFirst();
        var category = change.categories().entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<String, Long> each) -> each.getValue() * Long.signum(cycles))
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .orElseThrow();
        return new Cause(
                change.function(),
                line.map(Change::name).orElse(null),
                line.map(Change::difference).orElse(0L),
                category.getKey(),
                cycles,
                change.node(),
                change.nodeCycles());
    }

    private List<Change> categories() {
        var before = whole(base);
        var after = whole(head);
        var changes = new ArrayList<Change>();
        for (var category : CATEGORIES) {
            int own = category.ordinal();
            if (before[own] > 0 || after[own] > 0) {
                changes.add(new Change(category.wireName(), before[own], after[own]));
            }
        }
        return changes;
    }

    /// The program's own code, and that of its library OS where it is apart.
    private List<Change> parts() {
        if (!base.text.hasLibrary() && !head.text.hasLibrary()) return List.of();
        return List.of(
                new Change("program", inCode(base, false), inCode(head, false)),
                new Change("library_os", inCode(base, true), inCode(head, true)));
    }

    private static long inCode(FollowedRun run, boolean ofLibrary) {
        return run.cycles.entrySet().stream()
                .filter(each -> run.text.isLibrarys(each.getKey()) == ofLibrary)
                .mapToLong(each -> LineCycles.sum(each.getValue()))
                .sum();
    }

    private static long[] whole(FollowedRun run) {
        var whole = new long[CATEGORIES.length];
        for (var node : run.categories) for (int i = 0; i < whole.length; i++) whole[i] += node[i];
        return whole;
    }

    private List<NodeChange> nodes() {
        var nothing = new long[CATEGORIES.length];
        var changes = new ArrayList<NodeChange>();
        for (int node = 0; node < nodeCount(); node++) {
            var before = node < base.nodes() ? base.categories.get(node) : nothing;
            var after = node < head.nodes() ? head.categories.get(node) : nothing;
            var categories = differences(before, after);
            if (categories.isEmpty()) continue;
            changes.add(new NodeChange(node, LineCycles.sum(before), LineCycles.sum(after), categories));
        }
        return changes;
    }

    private List<KernelChange> kernel() {
        var all = new TreeSet<>(base.kernel.keySet());
        all.addAll(head.kernel.keySet());
        var changes = new ArrayList<KernelChange>();
        for (var what : all) {
            var before = base.kernel.getOrDefault(what, FollowedRun.KernelWork.NONE);
            var after = head.kernel.getOrDefault(what, FollowedRun.KernelWork.NONE);
            if (before.equals(after)) continue;
            changes.add(new KernelChange(what, before.count(), after.count(), before.cycles(), after.cycles()));
        }
        return changes;
    }

    /// Without the account of cycles, which has a place of its own.
    private List<Change> counters() {
        var before = counters(base);
        var after = counters(head);
        var all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        return all.stream()
                .filter(name -> !name.startsWith("cycles"))
                .map(name -> new Change(name, before.getOrDefault(name, 0L), after.getOrDefault(name, 0L)))
                .filter(change -> change.difference() != 0)
                .toList();
    }

    private static TreeMap<String, Long> counters(FollowedRun run) {
        var sums = new TreeMap<String, Long>();
        for (var node : run.report().counters()) node.forEach((name, count) -> sums.merge(name, count, Long::sum));
        return sums;
    }

    private List<LatencyChange> latencies() {
        var before = base.report().latencies();
        var after = head.report().latencies();
        var all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        var changes = new ArrayList<LatencyChange>();
        for (var name : all) {
            var one = before.getOrDefault(name, NEVER);
            var other = after.getOrDefault(name, NEVER);
            if (one.equals(other)) continue;
            changes.add(new LatencyChange(
                    name, one.count(), other.count(), one.p50(), other.p50(), one.p99(), other.p99()));
        }
        return changes;
    }

    private SortedMap<List<String>, Long> flames(Function<LineCycles, TreeMap<String, long[]>> side) {
        var flames = new TreeMap<List<String>, Long>(SpeedscopeFile::compare);
        lines.forEach((function, cycles) -> side.apply(cycles).forEach((line, byCategory) -> {
            for (var category : CATEGORIES) {
                long own = byCategory[category.ordinal()];
                if (own > 0) flames.merge(stack(function, line, category), own, Long::sum);
            }
        }));
        return flames;
    }

    private static List<String> stack(String function, String line, Category category) {
        var stack = new ArrayList<String>(List.of(function));
        if (!line.isEmpty()) stack.add(line);
        if (category != Category.COMPUTE) stack.add("(" + category.wireName().replace('_', ' ') + ")");
        return List.copyOf(stack);
    }
}
