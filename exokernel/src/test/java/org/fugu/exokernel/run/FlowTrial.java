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
import org.fugu.machine.Windows;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.jspecify.annotations.Nullable;

/// Runs one program in all ways, and says where two of them end otherwise: interpreted and translated,
/// in one go and in windows, from snapshots of either engine, and under QEMU.
final class FlowTrial {
    static final TranslationPolicy ALL = new TranslationPolicy(1, 200, 2_000);

    /// As usual; in regions of one instruction, and of three; hardly any room; hardly any budget.
    private static final List<TranslationPolicy> OTHERS = List.of(
            TranslationPolicy.DEFAULT,
            new TranslationPolicy(1, 1, 2_000),
            new TranslationPolicy(1, 3, 2_000),
            new TranslationPolicy(2, 12, 2_000),
            new TranslationPolicy(7, 40, 2),
            new TranslationPolicy(1, 200, 1),
            new TranslationPolicy(3, 200, 2_000, 60));

    /// So often some cycles that follow each other are looked at: what is done at which is seen.
    private static final int TIMES = 4;

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

    /// The way that ends otherwise than the interpreter, or null.
    @Nullable
    String difference() throws IOException, InterruptedException {
        try {
            return compare();
        } catch (RuntimeException | LinkageError e) {
            return "not at all: " + e
                    + Arrays.stream(e.getStackTrace()).limit(3).toList();
        }
    }

    private @Nullable String compare() throws IOException, InterruptedException {
        var random = new Random(seed);
        var policies = List.of(ALL, OTHERS.get(random.nextInt(OTHERS.size())));
        for (var policy : policies) {
            var report = Exokernel.run(request, RunObserver.NONE, policy == ALL ? all : new CodeCache(policy));
            if (!report.digest().equals(interpreted.digest())) {
                return policy + ": " + report.message() + ", interpreted: " + interpreted.message();
            }
        }
        if (random.nextInt(3) == 0 && !isChoppedAlike()) return "in windows";
        if (setting.nodes() > 1 && random.nextInt(3) == 0 && !isAlikeOnThreads()) return "on two host threads";
        if (random.nextInt(5) == 0) {
            var observed = observed();
            if (observed != null) return observed;
        }
        if (random.nextInt(2) == 0) {
            var cut = cut(random);
            if (cut != null) return cut;
        }
        if (random.nextInt(3) == 0) {
            var snapshots = snapshots(random);
            if (snapshots != null) return snapshots;
        }
        return program.kind().everywhere() ? qemu() : null;
    }

    private boolean isAlikeOnThreads() {
        var config = Exokernel.config(request).withTranslation(all).withHostThreads(2);
        return Requests.runOn(request, new Machine(config)).digest().equals(interpreted.digest());
    }

    /// Who watches sees the same, and changes nothing.
    private @Nullable String observed() {
        var one = new Watch();
        Exokernel.run(request, one, new CodeCache(TranslationPolicy.NOTHING));
        var other = new Watch();
        var report = Exokernel.run(request, other, all);
        if (!report.digest().equals(interpreted.digest())) return "while it is watched";
        if (!Objects.equals(one.profile, other.profile)) return "where the cycles went";
        return one.events.equals(other.events) ? null : "the trace";
    }

    /// Ends both engines at the same cycles, early ones since that is done again and again.
    private @Nullable String cut(Random random) {
        long most = Math.min(interpreted.cycles(), LATEST_CUT);
        var given = FlowSetting.LIMITS;
        for (int i = 0; i < TIMES; i++) {
            long first = 1 + random.nextLong(most);
            for (long cycle = first; cycle < first + IN_A_ROW; cycle++) {
                var limits = new Limits(cycle, given.instructions(), given.consoleBytes(), given.memoryBytes());
                var limited = Requests.with(request, limits);
                var one = Exokernel.run(limited, RunObserver.NONE, new CodeCache(TranslationPolicy.NOTHING));
                var other = Exokernel.run(limited, RunObserver.NONE, all);
                if (!one.digest().equals(other.digest())) return "what is done by cycle " + cycle;
            }
        }
        return null;
    }

    private boolean isChoppedAlike() {
        var config = Exokernel.config(request).withTranslation(all);
        var machine = new Machine(config.withWindows(new Windows.Random(seed)));
        return Requests.runOn(request, machine).digest().equals(interpreted.digest());
    }

    private @Nullable String snapshots(Random random) {
        long unit = setting.fidelity().equals("timing") ? 1 : setting.fidelity().equals("functional") ? 1_000 : 100;
        long most = interpreted.cycles() / unit;
        if (most < 2 || interpreted.outcome() != Outcome.EXITED) return null;
        var cycles = new TreeSet<Long>();
        for (int i = 0; i < TIMES; i++) {
            long first = 1 + random.nextLong(most - 1);
            for (long each = first; each < Math.min(most, first + IN_A_ROW); each++) cycles.add(unit * each);
        }
        var one = new Taken(cycles);
        Exokernel.run(request, one, new CodeCache(TranslationPolicy.NOTHING));
        var other = new Taken(cycles);
        Exokernel.run(request, other, all);
        if (!one.at.equals(other.at)) return "how many snapshots there are";
        for (int i = 0; i < one.snapshots.size(); i++) {
            long cycle = one.at.get(i);
            if (!Arrays.equals(one.snapshots.get(i), other.snapshots.get(i))) return "the snapshot at cycle " + cycle;
        }
        for (int i = 0; i < RESUMED && !one.at.isEmpty(); i++) {
            int which = random.nextInt(one.at.size());
            boolean translates = i % 2 == 0;
            var end = Exokernel.resume(
                    request,
                    (translates ? one : other).snapshots.get(which),
                    RunObserver.NONE,
                    translates ? all : new CodeCache(TranslationPolicy.NOTHING));
            if (!end.digest().equals(interpreted.digest())) {
                return "what is resumed at cycle " + one.at.get(which)
                        + (translates ? ", translated" : ", interpreted");
            }
        }
        return null;
    }

    private @Nullable String qemu() throws IOException, InterruptedException {
        if (!Qemu.isInstalled() || interpreted.outcome() != Outcome.EXITED) return null;
        var here = interpreted.console().values().iterator().next();
        var there = Qemu.run(FlowProgram.elf(program, true));
        int at = Arrays.mismatch(here, there);
        if (at < 0) return null;
        return "QEMU, at " + Integer.toHexString(FlowProgram.ENDED + at)
                + (there.length < 100 ? new String(there, StandardCharsets.UTF_8) : "");
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
