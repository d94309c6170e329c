package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.fugu.exokernel.run.CoRuns.benchmark;
import static org.fugu.exokernel.run.CoRuns.from;
import static org.fugu.exokernel.run.CoRuns.job;
import static org.fugu.exokernel.run.CoRuns.limited;
import static org.fugu.exokernel.run.CoRuns.only;
import static org.fugu.exokernel.run.CoRuns.program;
import static org.fugu.exokernel.run.CoRuns.request;
import static org.fugu.exokernel.run.CoRuns.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Windows;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Several jobs in one machine, each in a rectangle of its own.
class CoRunTests {
    private static final long SEED = Long.getLong("fugu.seed", 2026);
    private static final String MESH = "5x5";
    private static final int SNAPSHOTS = 20;

    private static final RecursiveComparisonConfiguration ALL =
            RecursiveComparisonConfiguration.builder().build();

    private static void assertSame(JobReport found, JobReport expected, String which) {
        assertThat(found).as(which).usingRecursiveComparison(ALL).isEqualTo(expected);
    }

    /// All around the four nodes of the middle: much traffic, a crash, a loop that its limit ends, and
    /// nodes that wait for ever.
    private static RunRequest surrounded(String victim) {
        return request(
                MESH,
                benchmark(victim, 1, 1),
                benchmark("alltoall, 5x1, message 6", 0, 0),
                benchmark("alltoall, 1x4, shared 3", 0, 1),
                program(CoRuns.crash(), "2x1+1+3"),
                limited(program(CoRuns.loop(), "2x2+3+1"), 30_500),
                program(CoRuns.waitsForEver(), "2x1+3+3"),
                benchmark("stream, 2x1, dma", 1, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "'barrier, 2x2, message 4', timing",
        "'alltoall, 2x2, message 3', timing",
        "'alltoall, 2x2, shared 2', timing",
        "'lu, 2x2, 8', timing",
        "'radix, 2x2, 40', timing",
        "'unmap, 2x2', timing",
        "'hide, 2x2, 8 2 3', timing",
        "'barrier, 2x2, message 4', functional",
        "'alltoall, 2x2, message 3', functional",
        "'lu, 2x2, 8', functional",
        "'alltoall, 2x2, message 3', relaxed:300",
        "'lu, 2x2, 8', relaxed:300"
    })
    void noNeighbourChangesAResultOrACycle(String victim, String fidelity) {
        var request = with(surrounded(victim), Fidelity.parse(fidelity));
        var together = Requests.run(request);
        var alone = CoRuns.alone(request);
        assertThat(together.outcome()).as(together.message()).isEqualTo(Outcome.EXITED);
        for (int i = 0; i < request.jobs().size(); i++) {
            assertSame(job(together, i), alone.get(i), "job " + i + " of " + victim);
        }
        assertThat(together.jobs().stream().map(JobReport::outcome))
                .containsExactly(
                        Outcome.EXITED,
                        Outcome.EXITED,
                        Outcome.EXITED,
                        Outcome.TRAPPED,
                        Outcome.CYCLE_LIMIT,
                        Outcome.DEADLOCK,
                        Outcome.EXITED);
    }

    /// Nodes, neighbours and messages are as in a machine of the rectangle's size. Two things of the
    /// machine depend on the number of a node: in which set of a cache its lines stand, and in which
    /// order is settled what two nodes launch in the same cycle.
    @ParameterizedTest
    @ValueSource(strings = {"lu, 2x2, 8", "stencil, 2x2, 10 2", "matmul, 2x2, 8", "fft, 2x2, 16", "udm, 2x1"})
    void aJobSeesItselfAsOnAMachineOfItsRectanglesSize(String benchmark) {
        var small = Requests.run(GuestPrograms.request(benchmark));
        var placed = Requests.run(request(MESH, benchmark(benchmark, 2, 3))).first();
        assertThat(placed.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(placed.console().keySet()).isEqualTo(small.console().keySet());
        assertThat(placed.metrics().keySet()).isEqualTo(small.metrics().keySet());
        assertThat(placed.cycles()).isCloseTo(small.cycles(), withinPercentage(3));
    }

    @Test
    void aJobIsToldItsOwnNodesAndMesh() {
        var hello = GuestPrograms.request("hello", "2x2").first();
        var small = Requests.run(GuestPrograms.request("hello", "2x2")).first();
        var placed = Requests.run(request("4x4", CoRuns.placed(hello, MeshRectangle.parse("2x2+1+2"))))
                .first();
        assertThat(placed.resultDigest()).isEqualTo(small.resultDigest());
        assertThat(placed.console()).containsOnlyKeys(small.console().keySet());
    }

    // Determinism.

    private static RunRequest busy() {
        return request(
                "4x3",
                benchmark("alltoall, 2x2, message 2", 0, 0),
                benchmark("lu, 2x2, 6", 2, 0),
                limited(program(CoRuns.loop(), "2x1+0+2"), 20_000),
                from(limited(benchmark("barrier, 2x1, flat 3", 0, 2), 1_000_000), 20_000),
                from(benchmark("stream, 2x1, messages", 2, 2), 7_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:500"})
    void theWholeHasOneDigest(String fidelity) {
        var request = with(busy(), Fidelity.parse(fidelity));
        var first = Requests.run(request);
        assertThat(Requests.run(request).digest()).isEqualTo(first.digest());
        assertThat(Requests.runOn(request, Requests.machine(request, 2)).digest())
                .isEqualTo(first.digest());
    }

    @Test
    void noWindowChangesTheDigest() {
        var request = busy();
        var digest = Requests.run(request).digest();
        var random = new Random(SEED);
        for (int i = 0; i < 5; i++) {
            long seed = random.nextLong();
            assertThat(Requests.runOn(request, Requests.choppedMachine(request, seed))
                            .digest())
                    .as("seed %d", seed)
                    .isEqualTo(digest);
        }
        for (var windows : List.of(new Windows.Halves(), new Windows.OneCycle(), new Windows.OneAtATime())) {
            assertThat(Requests.runOn(request, Requests.machine(request, windows))
                            .digest())
                    .as(windows.toString())
                    .isEqualTo(digest);
        }
    }

    @Test
    void everythingAboutEveryJobIsInTheDigest() {
        var jobs = busy().jobs();
        var digests = new TreeSet<String>();
        digests.add(Requests.run(busy()).digest());
        var last = jobs.getLast();
        var changes = List.of(
                from(last, 7_001),
                CoRuns.placed(last, MeshRectangle.parse("2x1+2+2")),
                limited(last, 19_000_000),
                new JobRequest(
                        last.image(),
                        "another",
                        last.program(),
                        last.arguments(),
                        last.rectangle(),
                        last.nodes(),
                        last.seed(),
                        last.limits(),
                        last.startCycle()),
                new JobRequest(
                        last.image(),
                        last.identity(),
                        last.program(),
                        last.arguments(),
                        last.rectangle(),
                        last.nodes(),
                        last.seed() + 1,
                        last.limits(),
                        last.startCycle()));
        for (var change : changes) {
            var changed = new ArrayList<>(jobs);
            changed.set(changed.size() - 1, change);
            digests.add(Requests.run(request("4x3", changed.toArray(JobRequest[]::new)))
                    .digest());
        }
        assertThat(digests).as("the second change is none").hasSize(changes.size());
    }

    /// Takes snapshots at the cycles given.
    private static final class Keeper implements RunObserver {
        final TreeSet<Long> cycles;
        final Map<Long, byte[]> kept = new TreeMap<>();

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

    private static void assertResumes(RunRequest request, TreeSet<Long> cycles) {
        var whole = Requests.run(request);
        var keeper = new Keeper(cycles);
        assertThat(Exokernel.run(request, keeper).digest()).isEqualTo(whole.digest());
        keeper.kept.forEach((cycle, snapshot) -> {
            var resumed = Exokernel.resume(request, snapshot, RunObserver.NONE);
            assertThat(resumed.digest()).as("from cycle %d", cycle).isEqualTo(whole.digest());
            for (int i = 0; i < whole.jobs().size(); i++) {
                assertSame(job(resumed, i), job(whole, i), "job " + i + " from cycle " + cycle);
            }
        });
        assertThat(keeper.kept).isNotEmpty();
    }

    @Test
    void aCoRunGoesOnFromASnapshot() {
        var random = new Random(SEED);
        var cycles = new TreeSet<>(List.of(7_000L, 20_000L, 65_536L));
        while (cycles.size() < SNAPSHOTS + 3) cycles.add(1 + random.nextLong(60_000));
        assertResumes(busy(), cycles);
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "relaxed:500"})
    void aCoRunInWindowsGoesOnFromASnapshot(String fidelity) {
        assertResumes(with(busy(), Fidelity.parse(fidelity)), new TreeSet<>(List.of(7_000L, 9_000L, 20_000L, 21_000L)));
    }

    @Test
    void aSnapshotHasTheJobsThatWaitForEver() {
        assertResumes(surrounded("barrier, 2x2, message 4"), new TreeSet<>(List.of(20_000L, 40_000L, 70_000L)));
    }

    @Test
    void aSnapshotOfOtherJobsIsRefused() {
        var request = busy();
        var keeper = new Keeper(new TreeSet<>(List.of(5_000L)));
        Exokernel.run(request, keeper);
        assertThatThrownBy(() -> Exokernel.resume(
                        only(request, 0), keeper.kept.values().iterator().next(), RunObserver.NONE))
                .hasMessageContaining("another run: its list of jobs");
    }

    // Time.

    @Test
    void aJobJoinsInThePlaceOfAnotherOne() {
        var stays = benchmark("alltoall, 2x2, message 20", 0, 0);
        var leaves = benchmark("lu, 2x2, 6", 2, 0);
        var loops = limited(program(CoRuns.loop(), "2x2+2+0"), 40_000);
        var joins = from(benchmark("barrier, 2x2, message 4", 2, 0), 60_000);
        var alone = Requests.run(request("4x2", stays)).first();
        for (var before : List.of(limited(leaves, 60_000), loops, program(CoRuns.crash(), "2x2+2+0"))) {
            var ended = before == loops ? before : limited(before, 60_000);
            var report = Requests.run(request("4x2", stays, ended, joins));
            assertSame(job(report, 0), alone, "the one that stays");
            assertThat(job(report, 2).outcome()).as(job(report, 2).message()).isEqualTo(Outcome.EXITED);
            assertThat(job(report, 2).exitCode()).isZero();
            assertThat(job(report, 2).cycles()).isGreaterThan(60_000);
            assertThat(job(report, 1))
                    .as("the one that left; on nodes of two jobs no latencies are told apart")
                    .usingRecursiveComparison(ALL)
                    .ignoringFields("latencies")
                    .isEqualTo(Requests.run(request("4x2", stays, ended)).jobs().get(1));
            assertThat(job(report, 1).latencies()).isEmpty();
            assertThat(job(report, 0).latencies()).containsKeys("message_network", "message_queue");
        }
    }

    /// Ended at the very cycle at which the other one begins, whatever it does then.
    @Test
    void aJobThatIsEndedLeavesNothingToTheNextOne() {
        var random = new Random(SEED);
        var stays = benchmark("barrier, 2x2, message 4", 0, 0);
        var alone = Requests.run(request("4x2", stays)).first();
        for (int i = 0; i < 30; i++) {
            long cycle = 2_000 + random.nextInt(12_000);
            var names =
                    List.of("alltoall, 2x2, message 3", "alltoall, 2x2, shared 2", "unmap, 2x2", "hide, 2x2, 8 2 3");
            var before = limited(benchmark(names.get(random.nextInt(names.size())), 2, 0), cycle);
            var after = from(benchmark("lu, 2x2, 6", 2, 0), cycle);
            var report = Requests.run(request("4x2", stays, before, after));
            var which = before.program() + " until cycle " + cycle + ", seed " + SEED;
            assertSame(job(report, 0), alone, which);
            assertThat(job(report, 1).outcome()).as(which).isIn(Outcome.CYCLE_LIMIT, Outcome.EXITED);
            assertThat(job(report, 2).exitCode()).as(which).isZero();
        }
    }

    @Test
    void aMachineWhereNothingMovesWaitsForWhoJoins() {
        var request = request(
                "2x2",
                from(benchmark("barrier, 2x1, message 4", 0, 0), 1_000_000),
                program(CoRuns.waitsForEver(), "2x1+0+1"));
        var report = Requests.run(request);
        var early = Requests.run(only(request("2x2", benchmark("barrier, 2x1, message 4", 0, 0)), 0));
        assertThat(job(report, 0).exitCode()).isZero();
        assertThat(job(report, 0).cycles() - 1_000_000).isEqualTo(early.cycles());
        assertThat(job(report, 0).instructions()).isEqualTo(early.instructions());
        assertThat(job(report, 1).outcome()).isEqualTo(Outcome.DEADLOCK);
        assertThat(job(report, 1).clues().waiting()).hasSize(2);
    }

    @Test
    void limitsCountFromTheFirstCycleAndInstructionOfAJob() {
        var limits = new Limits(50_000, 1_000, 4096, 1 << 20);
        var loop = program(CoRuns.loop(), "1x1+0+0");
        var request = request(
                "1x1",
                CoRuns.changed(loop, limits, 0),
                CoRuns.changed(loop, limits, 50_000),
                CoRuns.changed(loop, new Limits(5_000, 100_000, 4096, 1 << 20), 100_000));
        var report = Requests.run(request);
        assertThat(report.jobs().stream().map(JobReport::outcome))
                .containsExactly(Outcome.INSTRUCTION_LIMIT, Outcome.INSTRUCTION_LIMIT, Outcome.CYCLE_LIMIT);
        assertThat(job(report, 0).instructions()).isEqualTo(1_000);
        assertThat(job(report, 1).instructions()).isEqualTo(1_000);
        assertThat(job(report, 2).cycles()).isEqualTo(105_000);
        assertThat(job(report, 2).message()).contains("limit of 5000 cycles");
    }

    // What cannot be.

    @Test
    void aProgramThatCannotBeLoadedDoesNotStopTheOthers() {
        var bad = program(new byte[] {1, 2, 3}, "1x1+1+0");
        var report = Requests.run(request("2x1", program(CoRuns.crash(), "1x1+0+0"), bad));
        assertThat(job(report, 0).outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(job(report, 1).outcome()).isEqualTo(Outcome.REJECTED_IMAGE);
        assertThat(job(report, 1).cycles()).isZero();
    }

    @Test
    void rectanglesThatCannotBeAreRefusedWithAdvice() {
        assertRefused("2x2", program(CoRuns.loop(), "2x2+1+0"))
                .hasMessageContaining("not inside the mesh of 2x2: it ends at column 2")
                .hasMessageContaining("a mesh of 3x2");
        assertRefused("4x2", program(CoRuns.loop(), "2x2+0+0"), program(CoRuns.loop(), "2x1+1+1"))
                .hasMessageContaining("overlap: move one of them to column 3");
        assertRefused("4x2", program(CoRuns.loop(), "2x2+0+0"), from(program(CoRuns.loop(), "2x2+0+0"), 5))
                .hasMessageContaining("may run until cycle 1000000: let it begin then or later");
        assertThatThrownBy(() ->
                        with(request("2x2", from(program(CoRuns.loop(), "2x2+0+0"), 1_001)), new Fidelity.Functional()))
                .hasMessageContaining("a multiple of 1000");
        var large = new Limits(1_000, 1_000, 1_000, Limits.MAX_MEMORY_BYTES);
        var loop = program(CoRuns.loop(), "1x1+0+0");
        assertRefused(
                        "1x1",
                        CoRuns.changed(loop, large, 0),
                        CoRuns.changed(loop, large, 1_000),
                        CoRuns.changed(loop, large, 2_000),
                        CoRuns.changed(loop, large, 3_000))
                .hasMessageContaining("more memory together");
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String mesh, JobRequest... jobs) {
        return assertThatThrownBy(() -> request(mesh, jobs)).isInstanceOf(IllegalArgumentException.class);
    }

    // Chance.

    /// Cuts a mesh into rectangles, and lets something of another kind run in each.
    @Test
    void rectanglesAtRandomKeepToThemselves() {
        var random = new Random(SEED);
        for (int round = 0; round < Integer.getInteger("fugu.coruns", 15); round++) {
            assertKeepToThemselves(random.nextLong());
        }
    }

    /// In relaxed runs a delivery in one of these rectangles once held up what was on its way in another.
    @ParameterizedTest
    @ValueSource(longs = {7671514343367276150L, 3928221090907243225L, 7568392567263826981L})
    void rectanglesThatDisturbedEachOtherKeepToThemselves(long seed) {
        assertKeepToThemselves(seed);
    }

    private static void assertKeepToThemselves(long seed) {
        var request = atRandom(new Random(seed));
        var which = "seed " + seed + " of " + SEED + ", " + described(request);
        var together = Requests.run(request);
        assertThat(Requests.runOn(request, Requests.choppedMachine(request, seed))
                        .digest())
                .as(which)
                .isEqualTo(together.digest());
        for (int i = 0; i < request.jobs().size(); i++) {
            var others = new ArrayList<>(request.jobs());
            var one = request.jobs().get(i);
            others.removeIf(other -> !other.rectangle().equals(one.rectangle()));
            var place = Requests.run(
                    with(request(request.mesh().toString(), others.toArray(JobRequest[]::new)), request.fidelity()));
            assertSame(job(together, i), job(place, others.indexOf(one)), "job " + i + " of " + which);
        }
    }

    private static String described(RunRequest request) {
        return request.mesh() + ", " + request.fidelity() + ": "
                + request.jobs().stream()
                        .map(job -> job.program() + "@" + job.rectangle() + "@" + job.startCycle())
                        .toList();
    }

    private static RunRequest atRandom(Random random) {
        int columns = 3 + random.nextInt(4);
        int rows = 2 + random.nextInt(4);
        var jobs = new ArrayList<JobRequest>();
        for (int row = 0; row < rows; ) {
            int height = Math.min(rows - row, 1 + random.nextInt(3));
            for (int column = 0; column < columns; ) {
                int width = Math.min(columns - column, 1 + random.nextInt(3));
                var rectangle = MeshRectangle.parse(width + "x" + height + "+" + column + "+" + row);
                if (random.nextInt(5) > 0) addJobs(random, rectangle, jobs);
                column += width;
            }
            row += height;
        }
        if (jobs.isEmpty()) jobs.add(anything(random, MeshRectangle.parse("1x1+0+0")));
        var fidelities = List.of("timing", "timing", "functional", "relaxed:1000");
        var fidelity = Fidelity.parse(fidelities.get(random.nextInt(fidelities.size())));
        return with(request(columns + "x" + rows, jobs.toArray(JobRequest[]::new)), fidelity);
    }

    private static void addJobs(Random random, MeshRectangle rectangle, List<JobRequest> jobs) {
        long start = random.nextInt(4) > 0 ? 0 : 1_000L * random.nextInt(30);
        var first = from(anything(random, rectangle), start);
        if (random.nextInt(3) > 0) {
            jobs.add(first);
            return;
        }
        long length = 1_000L * (1 + random.nextInt(40));
        jobs.add(limited(first, length));
        jobs.add(from(anything(random, rectangle), start + length));
    }

    private static JobRequest anything(Random random, MeshRectangle rectangle) {
        var names = List.of("message 2", "shared 2", "loop", "crash", "wait", "barrier");
        var name = names.get(random.nextInt(names.size()));
        var mesh = rectangle.shape().toString();
        return switch (name) {
            case "loop" -> limited(program(CoRuns.loop(), rectangle.toString()), 10_000 + random.nextInt(90_000));
            case "crash" -> program(CoRuns.crash(), rectangle.toString());
            case "wait" -> program(CoRuns.waitsForEver(), rectangle.toString());
            case "barrier" ->
                CoRuns.placed(
                        GuestPrograms.request("bench/barrier", mesh, "flat", "3")
                                .first(),
                        rectangle);
            default ->
                CoRuns.placed(
                        GuestPrograms.request("bench/alltoall", mesh, name.split(" "))
                                .first(),
                        rectangle);
        };
    }

    // Links that are shared.

    /// On a bus every packet waits for every other one: there only the outcome is a job's own.
    @Test
    void aBusIsSharedByAll() {
        var request = with(
                request("4x1", benchmark("alltoall, 2x1, shared 4", 0, 0), benchmark("alltoall, 2x1, shared 4", 2, 0)),
                Preset.named("bus-smp"));
        var together = Requests.run(request);
        var alone = Requests.run(only(request, 0));
        assertThat(together.exitCode()).isZero();
        assertThat(together.cycles()).isGreaterThan(alone.cycles());
    }
}
