package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.fugu.exokernel.environment.Metrics;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.job.ConsoleMerge;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.machine.Machine;
import org.fugu.machine.node.Node;

/// Puts the report of a job together when its machine has stopped.
final class ReportWriter {
    private static final int PRESET_HASH_DIGITS = 12;
    private static final String REGION_CYCLES = Metrics.RESERVED_PREFIX + "cycles";
    private static final String REGION_INSTRUCTIONS = Metrics.RESERVED_PREFIX + "instructions";

    private final RunRequest request;
    private final Machine machine;
    private final List<NodeKernel> kernels;
    private final ConsoleMerge console;
    private final Verdict verdict;

    ReportWriter(RunRequest request, Machine machine, List<NodeKernel> kernels, ConsoleMerge console, Verdict verdict) {
        this.request = request;
        this.machine = machine;
        this.kernels = kernels;
        this.console = console;
        this.verdict = verdict;
    }

    /// The preset's hash, shortened, and the model's version.
    static String machineVersion(RunRequest request) {
        return request.preset().hash().substring(0, PRESET_HASH_DIGITS) + "-" + Machine.MODEL_VERSION;
    }

    RunReport write() {
        var nodes = machine.nodes().subList(0, request.nodes());
        var byNode = console.byNode();
        var reported = last(Metrics::values);
        var metrics = withRegion(reported);
        return new RunReport(
                request.preset().name(),
                machineVersion(request),
                request.nodes(),
                request.fidelity().toString(),
                verdict.outcome(),
                verdict.exitCode(),
                verdict.trap(),
                message(),
                digest(),
                RunDigest.ofResult(verdict.outcome(), verdict.exitCode(), byNode, reported),
                machine.epochs(),
                verdict.cycle(),
                request.preset().clockMegahertz(),
                machine.instructions(),
                nodes.stream().mapToLong(node -> node.ucu().sent()).sum(),
                nodes.stream().mapToLong(node -> node.ucu().received()).sum(),
                Collections.unmodifiableSortedMap(byNode),
                Collections.unmodifiableSortedMap(metrics),
                Collections.unmodifiableSortedMap(units(metrics.keySet())),
                nodes.stream().<Map<String, Long>>map(Node::counters).toList(),
                Collections.unmodifiableSortedMap(machine.latencies()),
                clues());
    }

    private Clues clues() {
        var waiting = new ArrayList<Waiting>();
        if (verdict.outcome() == Outcome.DEADLOCK) {
            for (int rank = 0; rank < kernels.size(); rank++) {
                waiting.addAll(kernels.get(rank).waiting(rank, machine.node(rank)));
            }
        }
        var refused = kernels.stream()
                .map(NodeKernel::refusedCall)
                .filter(Objects::nonNull)
                .findFirst();
        return new Clues(List.copyOf(waiting), refused.orElse(null));
    }

    private String digest() {
        var hash = RunDigest.ofInputs(request);
        machine.save(hash);
        verdict.save(hash);
        return hash.add(console.digest()).hex();
    }

    /// What was said last of each name: by cycle, then by node.
    private <T> SortedMap<String, T> last(Function<Metrics, SortedMap<String, Metrics.Reported<T>>> said) {
        var last = new TreeMap<String, Metrics.Reported<T>>();
        for (var kernel : kernels) {
            said.apply(kernel.metrics())
                    .forEach((name, value) ->
                            last.merge(name, value, (old, next) -> next.cycle() >= old.cycle() ? next : old));
        }
        var values = new TreeMap<String, T>();
        last.forEach((name, value) -> values.put(name, value.value()));
        return values;
    }

    private SortedMap<String, Long> withRegion(SortedMap<String, Long> reported) {
        var metrics = new TreeMap<>(reported);
        var region = kernels.getFirst().region();
        if (region.wasMeasured()) {
            metrics.put(REGION_CYCLES, region.cycles());
            metrics.put(REGION_INSTRUCTIONS, region.instructions());
        }
        return metrics;
    }

    /// The units of what was reported; what has none is absent.
    private SortedMap<String, String> units(Set<String> reported) {
        var units = new TreeMap<>(last(Metrics::units));
        units.values().removeIf(String::isEmpty);
        units.put(REGION_CYCLES, "cycles");
        units.put(REGION_INSTRUCTIONS, "instructions");
        units.keySet().retainAll(reported);
        return units;
    }

    private String message() {
        var limits = request.limits();
        return switch (verdict.outcome()) {
            case EXITED -> "rank 0 exited with code " + verdict.exitCode() + " at cycle " + verdict.cycle();
            case TRAPPED ->
                verdict.trap() == null ? "a trap ended the job" : verdict.trap().message();
            case CYCLE_LIMIT -> "the job reached its limit of " + limits.cycles() + " cycles";
            case INSTRUCTION_LIMIT ->
                verdict.node() + " reached the limit of " + limits.instructions() + " instructions at cycle "
                        + verdict.cycle();
            case CONSOLE_LIMIT ->
                "the console exceeded its limit of " + limits.consoleBytes() + " bytes at cycle " + verdict.cycle()
                        + ", when " + verdict.node() + " wrote";
            case DEADLOCK -> "every rank waits or has exited, and nothing is in flight since cycle " + verdict.cycle();
            case MEMORY_LIMIT, REJECTED_IMAGE, ASSERTION_FAILED ->
                throw new IllegalStateException(verdict.outcome() + " is not found by a running machine");
        };
    }
}
