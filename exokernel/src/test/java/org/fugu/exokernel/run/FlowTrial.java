package org.fugu.exokernel.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.Windows;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.jspecify.annotations.Nullable;

/// Runs one program in all ways, and says where two of them end otherwise: interpreted and translated,
/// in one go and in windows, from snapshots of either engine, and under QEMU.
final class FlowTrial {
    static final TranslationPolicy ALL = new TranslationPolicy(1, 200, 2_000);

    /// All at once; as usual; in regions of one instruction, and of three; hardly any room; hardly any budget.
    static final List<TranslationPolicy> WAYS = List.of(
            ALL,
            TranslationPolicy.DEFAULT,
            new TranslationPolicy(1, 1, 2_000),
            new TranslationPolicy(1, 3, 2_000),
            new TranslationPolicy(2, 12, 2_000),
            new TranslationPolicy(7, 40, 2),
            new TranslationPolicy(1, 200, 1),
            new TranslationPolicy(3, 200, 2_000, 60));

    /// So often some cycles that follow each other are looked at: what is done at which is seen.
    private static final int TIMES = 2;

    private static final int IN_A_ROW = 8;
    private static final long LATEST_CUT = 8_000;
    private static final int RESUMED = 2;

    private final KeptProgram program;
    private final FlowSetting setting;
    private final long seed;
    private final RunRequest request;
    private final RunReport interpreted;

    /// Of all runs here that translate all they can.
    private final CodeCache all = new CodeCache(ALL);

    /// @param seed of what is drawn here: ways to translate, windows, and when a snapshot is taken
    FlowTrial(KeptProgram program, FlowSetting setting, long seed) {
        this.program = program;
        this.setting = setting;
        this.seed = seed;
        request = setting.request(program);
        interpreted = Exokernel.run(request, RunObserver.NONE, new CodeCache(TranslationPolicy.NOTHING));
    }

    long instructions() {
        return interpreted.instructions();
    }

    Outcome outcome() {
        return interpreted.outcome();
    }

    /// @param way that ends otherwise than the interpreter
    /// @param cycle at which that was seen, or 0 if at the end
    record Difference(String way, long cycle) {
        static Difference atEnd(String way) {
            return new Difference(way, 0);
        }
    }

    private interface Comparison {
        @Nullable
        Difference make() throws IOException, InterruptedException;
    }

    /// Looks in some ways, which the seed chooses.
    @Nullable
    Difference difference() throws IOException, InterruptedException {
        return caught(() -> {
            var random = new Random(seed);
            var comparisons = new ArrayList<Comparison>();
            comparisons.add(() -> translated(ALL));
            var other = WAYS.get(1 + random.nextInt(WAYS.size() - 1));
            comparisons.add(() -> translated(other));
            if (random.nextInt(3) == 0) comparisons.add(this::inWindows);
            if (random.nextInt(3) == 0) comparisons.add(this::onThreads);
            if (random.nextInt(5) == 0) comparisons.add(this::watched);
            if (random.nextInt(2) == 0) comparisons.add(() -> cut(drawn(random, LATEST_CUT)));
            if (random.nextInt(3) == 0) comparisons.add(() -> snapshots(drawn(random, interpreted.cycles())));
            comparisons.add(this::underQemu);
            return first(comparisons);
        });
    }

    /// Looks in all ways, and most closely around a cycle.
    ///
    /// @param cycle at which something was seen once, or 0
    @Nullable
    Difference anyDifference(long cycle) throws IOException, InterruptedException {
        return caught(() -> {
            var random = new Random(seed);
            var comparisons = new ArrayList<Comparison>();
            for (var policy : WAYS) comparisons.add(() -> translated(policy));
            comparisons.addAll(List.of(this::inWindows, this::onThreads, this::watched));
            var cycles = drawn(random, interpreted.cycles());
            for (long each = Math.max(1, cycle - IN_A_ROW); each < cycle + IN_A_ROW; each++) cycles.add(each);
            comparisons.add(() -> cut(cycles));
            comparisons.add(() -> snapshots(cycles));
            comparisons.add(this::underQemu);
            return first(comparisons);
        });
    }

    private static @Nullable Difference first(List<Comparison> comparisons) throws IOException, InterruptedException {
        for (var comparison : comparisons) {
            var difference = comparison.make();
            if (difference != null) return difference;
        }
        return null;
    }

    private static @Nullable Difference caught(Comparison comparison) throws IOException, InterruptedException {
        try {
            return comparison.make();
        } catch (RuntimeException | LinkageError e) {
            var where = Arrays.stream(e.getStackTrace()).limit(3).toList();
            return Difference.atEnd("not at all: " + e + where);
        }
    }

    private @Nullable Difference translated(TranslationPolicy policy) {
        var report = Exokernel.run(request, RunObserver.NONE, policy == ALL ? all : new CodeCache(policy));
        if (report.digest().equals(interpreted.digest())) return null;
        return Difference.atEnd(policy + ": " + report.message() + ", interpreted: " + interpreted.message());
    }

    /// Some cycles that follow each other, some times.
    private static TreeSet<Long> drawn(Random random, long most) {
        var cycles = new TreeSet<Long>();
        for (int i = 0; i < TIMES; i++) {
            long first = 1 + random.nextLong(most);
            for (long cycle = first; cycle < first + IN_A_ROW; cycle++) cycles.add(cycle);
        }
        return cycles;
    }

    private @Nullable Difference on(MachineConfig config, String way) {
        var report = Requests.runOn(request, new Machine(config.withTranslation(all)));
        return report.digest().equals(interpreted.digest()) ? null : Difference.atEnd(way);
    }

    private @Nullable Difference inWindows() {
        return on(Exokernel.config(request).withWindows(new Windows.Random(seed)), "in windows");
    }

    private @Nullable Difference onThreads() {
        if (setting.nodes() == 1) return null;
        return on(Exokernel.config(request).withHostThreads(2), "on two host threads");
    }

    /// Who watches sees the same, and changes nothing.
    private @Nullable Difference watched() {
        var one = new Watch();
        Exokernel.run(request, one, new CodeCache(TranslationPolicy.NOTHING));
        var other = new Watch();
        var report = Exokernel.run(request, other, all);
        if (!report.digest().equals(interpreted.digest())) return Difference.atEnd("while it is watched");
        if (!Objects.equals(one.profile, other.profile)) return Difference.atEnd("where the cycles went");
        return one.events.equals(other.events) ? null : Difference.atEnd("the trace");
    }

    /// Ends both engines at the same cycles.
    private @Nullable Difference cut(SortedSet<Long> cycles) {
        var given = FlowSetting.LIMITS;
        for (long cycle : cycles) {
            var limits = new Limits(cycle, given.instructions(), given.consoleBytes(), given.memoryBytes());
            var limited = Requests.with(request, limits);
            var one = Exokernel.run(limited, RunObserver.NONE, new CodeCache(TranslationPolicy.NOTHING));
            var other = Exokernel.run(limited, RunObserver.NONE, all);
            if (!one.digest().equals(other.digest())) return new Difference("what is done by cycle " + cycle, cycle);
        }
        return null;
    }

    private @Nullable Difference snapshots(SortedSet<Long> wanted) {
        if (interpreted.outcome() != Outcome.EXITED) return null;
        // Where windows are fixed, they cannot be cut.
        long unit = setting.fidelity().equals("timing") ? 1 : setting.fidelity().equals("functional") ? 1_000 : 100;
        var cycles = new TreeSet<Long>();
        for (long cycle : wanted) cycles.add(Math.max(1, cycle / unit) * unit);
        var one = new Taken(cycles);
        Exokernel.run(request, one, new CodeCache(TranslationPolicy.NOTHING));
        var other = new Taken(cycles);
        Exokernel.run(request, other, all);
        if (!one.at.equals(other.at)) return Difference.atEnd("how many snapshots there are");
        for (int i = 0; i < one.snapshots.size(); i++) {
            long cycle = one.at.get(i);
            if (!Arrays.equals(one.snapshots.get(i), other.snapshots.get(i))) {
                return new Difference("the snapshot at cycle " + cycle, cycle);
            }
        }
        for (int i = 0; i < Math.min(RESUMED, one.at.size()); i++) {
            int which = Math.floorMod(seed + i, one.at.size());
            boolean translates = i % 2 == 0;
            var end = Exokernel.resume(
                    request,
                    (translates ? one : other).snapshots.get(which),
                    RunObserver.NONE,
                    translates ? all : new CodeCache(TranslationPolicy.NOTHING));
            if (!end.digest().equals(interpreted.digest())) {
                long cycle = one.at.get(which);
                return new Difference(
                        "what is resumed at cycle " + cycle + (translates ? ", translated" : ", interpreted"), cycle);
            }
        }
        return null;
    }

    private @Nullable Difference underQemu() throws IOException, InterruptedException {
        if (!program.kind().everywhere() || !Qemu.isInstalled() || interpreted.outcome() != Outcome.EXITED) return null;
        var here = interpreted.console().values().iterator().next();
        var there = Qemu.run(FlowProgram.elf(program, true));
        int at = Arrays.mismatch(here, there);
        if (at < 0) return null;
        return Difference.atEnd("QEMU, at " + Integer.toHexString(FlowProgram.ENDED + at)
                + (there.length < 100 ? new String(there, StandardCharsets.UTF_8) : ""));
    }

    /// Keeps the profile, and the events of the first cycles.
    private static final class Watch implements RunObserver {
        private static final long CYCLES = 50_000;

        final List<TraceEvent> events = new ArrayList<>();

        @Nullable
        CycleProfile profile;

        @Override
        public TraceOrder trace() {
            return new TraceOrder(0, CYCLES, false, events::add);
        }

        @Override
        public boolean wantsProfile() {
            return true;
        }

        @Override
        public void profile(CycleProfile profile) {
            this.profile = profile;
        }
    }

    /// Keeps the snapshots of some cycles.
    private static final class Taken implements RunObserver {
        final List<byte[]> snapshots = new ArrayList<>();
        final List<Long> at = new ArrayList<>();
        private final SortedSet<Long> cycles;

        Taken(SortedSet<Long> cycles) {
            this.cycles = cycles;
        }

        @Override
        public SortedSet<Long> snapshotCycles() {
            return cycles;
        }

        @Override
        public void snapshot(long cycle, byte[] bytes) {
            at.add(cycle);
            snapshots.add(bytes);
        }
    }
}
