package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A run that was kept on its way and goes on in a process that never saw it ends with the same
/// digest.
class SnapshotIT {
    private static final int SNAPSHOTS = 20;
    private static final long SEED = Long.getLong("fugu.seed", 1995);

    @TempDir
    Path folder;

    static List<BenchPrograms.Run> programs() {
        return BenchPrograms.small();
    }

    /// Takes snapshots at the cycles given.
    private static final class Keeper implements RunObserver {
        final TreeSet<Long> cycles;
        final SortedMap<Long, byte[]> kept = new TreeMap<>();

        Keeper(TreeSet<Long> cycles) {
            this.cycles = cycles;
        }

        @Override
        public SortedSet<Long> snapshotCycles() {
            return cycles;
        }

        @Override
        public void snapshot(long cycle, byte[] snapshot) {
            kept.put(cycle, snapshot);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aRunResumedInAnotherProcessEndsWithTheSameDigest(BenchPrograms.Run program) throws Exception {
        var plan = program.plan("timing", 1);
        var whole = Exokernel.run(plan.request(), RunObserver.NONE);
        assertThat(whole.outcome()).as(whole.message()).isEqualTo(Outcome.EXITED);

        var cycles = new TreeSet<Long>();
        var random = new Random(SEED);
        while (cycles.size() < SNAPSHOTS) cycles.add(1 + random.nextLong(whole.cycles() - 1));
        var keeper = new Keeper(cycles);
        var watched = Exokernel.run(plan.request(), keeper);
        assertThat(watched.digest()).as("taking snapshots changes nothing").isEqualTo(whole.digest());
        assertThat(keeper.kept.keySet()).isEqualTo(cycles);

        assertThat(resumedElsewhere(program, keeper.kept))
                .as(program + ", snapshots at " + cycles + " (seed " + SEED + ")")
                .hasSize(SNAPSHOTS)
                .containsOnly(whole.digest());
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aSnapshotDoesNotDependOnWindowsOrHostThreads(BenchPrograms.Run program) throws Exception {
        var cycles = new TreeSet<>(List.of(1_000L, 20_000L));
        var one = new Keeper(cycles);
        var two = new Keeper(cycles);
        Exokernel.run(program.plan("timing", 1).request(), one);
        Exokernel.run(program.plan("timing", 2).request(), two);
        assertThat(two.kept.keySet()).isEqualTo(one.kept.keySet());
        one.kept.forEach((cycle, bytes) ->
                assertThat(two.kept.get(cycle)).as("cycle " + cycle).isEqualTo(bytes));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void functionalAndRelaxedRunsGoOnToo(BenchPrograms.Run program) throws Exception {
        for (var fidelity : List.of("functional", "relaxed:500")) {
            var plan = program.plan(fidelity, 1);
            var keeper = new Keeper(new TreeSet<>(List.of(3_000L, 12_000L)));
            RunReport whole = Exokernel.run(plan.request(), keeper);
            for (var snapshot : keeper.kept.values()) {
                assertThat(Exokernel.resume(plan.request(), snapshot, RunObserver.NONE)
                                .digest())
                        .as(fidelity)
                        .isEqualTo(whole.digest());
            }
        }
    }

    private List<String> resumedElsewhere(BenchPrograms.Run program, SortedMap<Long, byte[]> snapshots)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
        command.add(ResumeProcess.class.getName());
        command.add(program.file().toString());
        for (var each : snapshots.entrySet()) {
            var file = folder.resolve(each.getKey() + ".snapshot");
            Files.write(file, each.getValue());
            command.add(file.toString());
        }
        var errors = folder.resolve("errors");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return lines.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }
}
