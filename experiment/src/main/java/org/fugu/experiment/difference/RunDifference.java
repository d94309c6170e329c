package org.fugu.experiment.difference;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.SortedMap;
import org.fugu.exokernel.run.LibraryInputs;
import org.jspecify.annotations.Nullable;

/// Why two runs of one benchmark differ. Cycles are the head's minus the base's, of all nodes unless a
/// node is named; lists are in the order of how much they say.
///
/// @param name the benchmark's
/// @param first where they part, or null if they never do
/// @param causes the largest few of `functions` that pull where the whole went
/// @param categories what processors did
/// @param parts the program and its library OS, by how many cycles were in the code of each, idle cycles left out;
///     empty where the library OS is linked into the program
/// @param functions in which cycles differ; idle cycles are of none
/// @param kernel what the kernel was asked for, where that differs
/// @param counters of the machine, added up over the nodes, that differ
/// @param latencies that differ
public record RunDifference(
        String name,
        Run base,
        Run head,
        @JsonSetter(nulls = Nulls.SET) @Nullable Divergence first,
        List<Cause> causes,
        List<Change> categories,
        List<Change> parts,
        List<FunctionChange> functions,
        List<NodeChange> nodes,
        List<KernelChange> kernel,
        List<Change> counters,
        List<LatencyChange> latencies) {
    public RunDifference {
        causes = List.copyOf(causes);
        categories = List.copyOf(categories);
        parts = List.copyOf(parts);
        functions = List.copyOf(functions);
        nodes = List.copyOf(nodes);
        kernel = List.copyOf(kernel);
        counters = List.copyOf(counters);
        latencies = List.copyOf(latencies);
    }

    /// One of the two.
    ///
    /// @param libos the library OS it ran on; null where it is linked into the program
    public record Run(
            String bundle,
            String bundleVersion,
            String bundleDigest,
            @JsonSetter(nulls = Nulls.SET) @Nullable LibraryInputs libos,
            String machineVersion,
            String outcome,
            long cycles,
            long instructions) {}

    /// Where they part: up to this cycle every node did the same.
    ///
    /// @param base what it did there; null if nothing any more
    public record Divergence(
            long cycle,
            int node,
            @JsonSetter(nulls = Nulls.SET) @Nullable Doing base,
            @JsonSetter(nulls = Nulls.SET) @Nullable Doing head) {}

    /// @param category of the cycle account
    public record Doing(
            String category,
            String function,
            @JsonSetter(nulls = Nulls.SET) @Nullable String line) {}

    /// A function that took more, or less.
    ///
    /// @param line of the head where most of it is, or null if the programs do not say
    /// @param lineCycles of that line
    /// @param category that most of it is of
    /// @param node where it is largest
    /// @param nodeCycles of that node
    public record Cause(
            String function,
            @JsonSetter(nulls = Nulls.SET) @Nullable String line,
            long lineCycles,
            String category,
            long cycles,
            int node,
            long nodeCycles) {}

    /// Something that is counted.
    public record Change(String name, long base, long head) {
        public long difference() {
            return head - base;
        }
    }

    /// @param categories that differ, by name
    /// @param lines that differ, as the head numbers them
    public record FunctionChange(
            String function,
            long base,
            long head,
            int node,
            long nodeCycles,
            SortedMap<String, Long> categories,
            List<Change> lines) {
        public FunctionChange {
            lines = List.copyOf(lines);
        }
    }

    /// @param base its clock
    /// @param categories that differ, by name
    public record NodeChange(int node, long base, long head, SortedMap<String, Long> categories) {}

    /// @param what a system call or the cause of a trap
    public record KernelChange(String what, long baseCount, long headCount, long baseCycles, long headCycles) {}

    /// In cycles; 0 where there was none.
    public record LatencyChange(
            String name, long baseCount, long headCount, long baseP50, long headP50, long baseP99, long headP99) {}
}
