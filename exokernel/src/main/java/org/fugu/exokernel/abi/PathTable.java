package org.fugu.exokernel.abi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// How long the paths are that a kernel takes for one job's program. `paths.tsv` has Aegis' lengths. A kernel of
/// another structure has a table of its own for what is otherwise there, `paths-ultrix.tsv` or `paths-mach.tsv`. Such a
/// kernel is large, and waits for memory as often as its table says, on each machine as long as that takes there. A
/// line with a unit of the call's own says what each of those takes, and waits for nothing.
///
/// Only paths of one program's doing differ from job to job: its calls and exceptions, and the change to it. What a
/// node's kernel does for other nodes is Aegis' whoever runs.
public final class PathTable {
    /// The paths that are no calls and may be otherwise for a job.
    static final Set<KernelPath> OF_A_JOB = Collections.unmodifiableSet(EnumSet.of(
            KernelPath.UNKNOWN_CALL,
            KernelPath.EXCEPTION_DISPATCH,
            KernelPath.PAGE_FAULT_DISPATCH,
            KernelPath.PROGRAM_SWITCH,
            KernelPath.REGISTERS_SPARED));

    /// The line that makes every call longer, or shorter, that has none of its own.
    private static final String EVERY_CALL = "every_call";

    private static final String MISS = "miss";

    private static final Map<KernelModel, SortedMap<String, PathLength>> LINES = lines();

    /// Aegis' own lengths, which are the same on all machines.
    public static final PathTable AEGIS = of(KernelModel.AEGIS, 0);

    private final List<Other> others;
    private final int[] calls = new int[SystemCall.values().length];
    private final int[] units = new int[SystemCall.values().length];
    private final int[] paths = new int[KernelPath.values().length];

    /// A path that is otherwise than Aegis'.
    ///
    /// @param name of the call or path
    /// @param instructions each time
    /// @param unitPath instructions for each unit of a call's work beyond that
    /// @param misses how often it waits for memory besides
    /// @param source where the figures are from
    public record Other(String name, int instructions, int unitPath, int misses, String source) {}

    private PathTable(SortedMap<String, PathLength> lines, int missCycles) {
        var left = new TreeMap<>(lines);
        var every = left.remove(EVERY_CALL);
        var found = new ArrayList<Other>();
        for (var call : SystemCall.values()) {
            var own = left.remove(call.wireName());
            var line = own != null ? own : every;
            var counted = own != null && !own.unit().isEmpty() && own.unit().equals(call.unit()) ? own : null;
            units[call.ordinal()] = counted != null ? counted.each() : call.unitPath();
            if (line == null) {
                calls[call.ordinal()] = call.path();
                continue;
            }
            int length = own != null ? own.instructions() : call.path() + line.instructions();
            if (length < 0) throw new IllegalStateException(call.wireName() + " would take " + length);
            int misses = counted != null ? 0 : misses(line);
            calls[call.ordinal()] = length + misses * missCycles;
            found.add(new Other(call.wireName(), length, units[call.ordinal()], misses, line.source()));
        }
        for (var path : KernelPath.values()) {
            var own = OF_A_JOB.contains(path) ? left.remove(path.wireName()) : null;
            paths[path.ordinal()] = path.instructions();
            if (own == null) continue;
            paths[path.ordinal()] = own.instructions() + misses(own) * missCycles;
            found.add(new Other(path.wireName(), own.instructions(), 0, misses(own), own.source()));
        }
        if (!left.isEmpty()) throw new IllegalStateException("no path of a job is called " + left.firstKey());
        others = List.copyOf(found);
    }

    private static int misses(PathLength line) {
        if (!line.unit().isEmpty() && !line.unit().equals(MISS)) {
            throw new IllegalStateException("a path of another kernel has misses, and no " + line.unit());
        }
        return line.each();
    }

    private static Map<KernelModel, SortedMap<String, PathLength>> lines() {
        var lines = new EnumMap<KernelModel, SortedMap<String, PathLength>>(KernelModel.class);
        for (var kernel : KernelModel.values()) {
            lines.put(
                    kernel,
                    kernel == KernelModel.AEGIS
                            ? Collections.emptySortedMap()
                            : PathLength.read("paths-" + kernel.wireName() + ".tsv", EVERY_CALL));
        }
        return lines;
    }

    /// The table of a kernel on a machine.
    ///
    /// @param missCycles that a miss of the cache takes there
    public static PathTable of(KernelModel kernel, int missCycles) {
        return new PathTable(Objects.requireNonNull(LINES.get(kernel)), missCycles);
    }

    /// A table with such lines beside Aegis' own.
    ///
    /// @throws IllegalStateException if a line is of no path that a job may have otherwise
    static PathTable parsed(String text, int missCycles) {
        return new PathTable(PathLength.parse("a table", text, EVERY_CALL), missCycles);
    }

    /// Instructions that every call of it costs, refused or not.
    public int of(SystemCall call) {
        return calls[call.ordinal()];
    }

    /// Instructions for each unit of its work beyond that, if it succeeds.
    public int units(SystemCall call) {
        return units[call.ordinal()];
    }

    /// What each time is charged.
    public int of(KernelPath path) {
        return paths[path.ordinal()];
    }

    /// What is otherwise than Aegis', calls first.
    public List<Other> others() {
        return others;
    }
}
