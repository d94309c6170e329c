package org.fugu.experiment.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.Violation;
import org.fugu.bundle.explain.FunctionNames;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.run.Recording;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.machine.preset.NearestWord;
import org.jspecify.annotations.Nullable;

/// What a benchmark's regions took: the cycles of all nodes in the functions of each, and in what
/// those waited for.
final class RegionCycles {
    private final Map<String, List<String>> functions;
    private final TreeMap<String, Long> cycles = new TreeMap<>();

    private RegionCycles(Map<String, List<String>> functions) {
        this.functions = functions;
    }

    /// @param plan of the benchmark's run
    /// @throws InvalidRunException when a function is neither in the program nor in its library OS
    static RegionCycles of(Manifest.Benchmark benchmark, RunPlan plan) {
        var regions = benchmark.regions();
        // What is no program is refused by the run itself, in better words.
        if (regions.isEmpty() || !(plan.request().first().loadable() instanceof ElfImage image))
            return new RegionCycles(Map.of());
        var known = new TreeSet<String>();
        var symbols = image.symbols();
        for (int i = 0; i < symbols.count(); i++) known.add(FunctionNames.plain(symbols.name(i)));
        var violations = new ArrayList<Violation>();
        regions.forEach((region, names) -> names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> violations.add(new Violation(
                        "/benchmarks/" + benchmark.name() + "/regions/" + region,
                        "the program has no function '" + name + "' of its own (where the compiler puts one into its"
                                + " callers, __attribute__((noinline)) prevents it)"
                                + NearestWord.hint(name, known)))));
        if (!violations.isEmpty()) throw new InvalidRunException(violations);
        return new RegionCycles(regions);
    }

    boolean isEmpty() {
        return functions.isEmpty();
    }

    /// By measure.
    SortedMap<String, Long> cycles() {
        return cycles;
    }

    /// An observer that is told what the other one is, and fills this.
    RunObserver watching(RunObserver observer) {
        return new RunObserver() {
            @Override
            public void progressed(long cycle, long instructions) {
                observer.progressed(cycle, instructions);
            }

            @Override
            public int checkpointRoom() {
                return observer.checkpointRoom();
            }

            @Override
            public void checkpoint(long cycle, byte @Nullable [] snapshot) {
                observer.checkpoint(cycle, snapshot);
            }

            @Override
            public Recording recording() {
                return Recording.OF_THE_END;
            }

            @Override
            public void resumed(long cycle) {
                observer.resumed(cycle);
            }

            @Override
            public boolean cancelled() {
                return observer.cancelled();
            }

            @Override
            public boolean wantsProfile() {
                return true;
            }

            @Override
            public void profile(CycleProfile profile) {
                functions.forEach((region, names) -> cycles.put("region." + region + ".cycles", sum(profile, names)));
            }
        };
    }

    private static long sum(CycleProfile profile, List<String> names) {
        return profile.nodes().stream()
                .flatMap(node -> node.entries().stream())
                .filter(entry -> names.contains(FunctionNames.plain(entry.function())))
                .mapToLong(CycleProfile.Entry::cycles)
                .sum();
    }
}
