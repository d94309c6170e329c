package org.fugu.exokernel.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fugu.exokernel.run.CoRuns.benchmark;
import static org.fugu.exokernel.run.CoRuns.from;
import static org.fugu.exokernel.run.CoRuns.limited;
import static org.fugu.exokernel.run.CoRuns.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.Structure;
import org.fugu.machine.Fidelity;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A run that the host keeps on its way whenever it likes, and that goes on elsewhere from there.
class CheckpointTests {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final List<String> FIDELITIES = List.of("functional", "timing", "relaxed:100");
    private static final int ROOM = 64 << 20;
    /// Of a run, more or less.
    private static final int CHECKPOINTS = 3;

    /// Hears all that is told, and wants a checkpoint as chance will have it.
    private static final class Keeper implements RunObserver {
        private final Random random;
        private final int room;
        private final int odds;
        private final List<String> told = new ArrayList<>();
        private final List<String> disks = new ArrayList<>();
        private final Map<Long, byte @Nullable []> kept = new TreeMap<>();
        private final List<Long> resumed = new ArrayList<>();
        private int asked;

        /// @param odds one in so many times
        Keeper(Random random, int room, int odds) {
            this.random = random;
            this.room = room;
            this.odds = odds;
        }

        Keeper(Random random, int room) {
            this(random, room, 1);
        }

        @Override
        public int checkpointRoom() {
            asked++;
            return random.nextInt(odds) == 0 ? room : 0;
        }

        @Override
        public void checkpoint(long cycle, byte @Nullable [] snapshot) {
            kept.put(cycle, snapshot);
        }

        @Override
        public void resumed(long cycle) {
            assertThat(told).isEmpty();
            resumed.add(cycle);
        }

        @Override
        public boolean wantsConsoleAgain() {
            return true;
        }

        @Override
        public void console(int job, long cycle, int node, byte[] bytes) {
            told.add(job + " " + cycle + " " + node + " " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public boolean wantsDisks() {
            return true;
        }

        @Override
        public void disk(int job, byte[] bytes) {
            disks.add(job + " " + Arrays.hashCode(bytes));
        }

        /// By job: between jobs the order is the host's.
        List<String> toldOf(int job) {
            return told.stream().filter(each -> each.startsWith(job + " ")).toList();
        }
    }

    private static RunRequest pingpong() {
        return GuestPrograms.request("pingpong", "2x1", "2000", "interrupt");
    }

    /// Some that begin later, one that crashes, one that is ended, some that wait for ever.
    private static RunRequest several() {
        return CoRuns.request(
                "4x3",
                CoRuns.placed(pingpong().first(), MeshRectangle.parse("2x1+0+0")),
                from(benchmark("lu, 2x2, 6", 2, 0), 140_000),
                limited(program(CoRuns.loop(), "2x1+0+2"), 200_000),
                from(program(CoRuns.crash(), "1x1+0+1"), 70_000),
                program(CoRuns.waitsForEver(), "1x1+1+1"),
                from(benchmark("stream, 2x1, messages", 2, 2), 131_000));
    }

    private static RunRequest sharing() {
        return CoRuns.sharing(
                "2x1", new Turns(20_000, 10), pingpong().first(), benchmark("barrier, 2x1, flat 3", 0, 0));
    }

    private static RunRequest apart() {
        var exos = new LibraryOs("exos", "1.0", "libos/exos-1.0", GuestPrograms.file("libos/exos-1.0", "exos.so"));
        return GuestPrograms.request("test/apart", "2x2")
                .on(Structure.EXOKERNEL.with(PageTableChoice.values()[1]), exos, null);
    }

    private static RunRequest onDisks() {
        var request = Requests.with(
                GuestPrograms.request("test/extents", "2x1", "3"),
                new Limits(10_000_000_000L, 100_000_000, 1 << 16, 1 << 22));
        var jobs = request.jobs().stream()
                .map(job -> job.with(new DiskContents(new byte[0])))
                .toList();
        return new RunRequest(jobs, request.turns(), request.preset(), request.mesh(), request.fidelity(), 1);
    }

    static List<RunRequest> runs() {
        var runs = new ArrayList<RunRequest>();
        for (var fidelity : FIDELITIES) {
            for (var request : List.of(pingpong(), several(), sharing(), apart(), onDisks())) {
                runs.add(CoRuns.with(request, Fidelity.parse(fidelity)));
            }
        }
        return runs;
    }

    private static void assertSame(RunReport report, Keeper told, RunReport whole, Keeper all) {
        assertThat(WireForms.REPORT.write(report)).isEqualTo(WireForms.REPORT.write(whole));
        assertThat(told.disks).isEqualTo(all.disks);
        for (int job = 0; job < whole.jobs().size(); job++)
            assertThat(told.toldOf(job)).isEqualTo(all.toldOf(job));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aRunThatGoesOnFromAnyCheckpointEndsAlike(RunRequest request) {
        var random = new Random(SEED);
        var nothing = new Keeper(random, 0);
        var whole = Exokernel.run(request, nothing);
        assertThat(nothing.kept).isEmpty();
        int odds = Math.ceilDiv(nothing.asked + 1, CHECKPOINTS);
        var keeper = new Keeper(random, ROOM, odds);
        assertSame(Exokernel.run(request, keeper), keeper, whole, nothing);
        keeper.kept.forEach((cycle, snapshot) -> {
            var next = new Keeper(random, ROOM, odds);
            var other = new RunRequest(
                    request.jobs(), request.turns(), request.preset(), request.mesh(), request.fidelity(), 2);
            assertSame(Exokernel.resume(other, requireNonNull(snapshot), next), next, whole, nothing);
            assertThat(next.resumed).containsExactly(cycle);
            if (next.kept.isEmpty()) return;
            // From what was kept on the way from what was kept.
            var last = new Keeper(random, 0);
            var later = next.kept.values().iterator().next();
            assertSame(Exokernel.resume(request, requireNonNull(later), last), last, whole, nothing);
        });
    }

    @Test
    void longRunsAreAmongThem() {
        for (var request : List.of(pingpong(), several(), sharing(), onDisks())) {
            var keeper = new Keeper(new Random(SEED), ROOM);
            Exokernel.run(request, keeper);
            assertThat(keeper.kept.keySet()).as(request.jobs().size() + " jobs").hasSizeGreaterThan(1);
        }
    }

    @Test
    void whatIsTooLargeIsNotKept() {
        var large = new Keeper(new Random(SEED), ROOM);
        Exokernel.run(pingpong(), large);
        int bytes = requireNonNull(large.kept.values().iterator().next()).length;
        var small = new Keeper(new Random(SEED), bytes / 2);
        var report = Exokernel.run(pingpong(), small);
        assertThat(small.kept.keySet()).isEqualTo(large.kept.keySet());
        assertThat(small.kept.values()).containsOnlyNulls();
        assertThat(report.digest()).isEqualTo(Requests.run(pingpong()).digest());
    }

    /// Whatever is in it, either it is refused before anything is told, or the run goes on.
    @Test
    void aCheckpointWithOtherBytesIsRefused() {
        var keeper = new Keeper(new Random(SEED), ROOM);
        Exokernel.run(pingpong(), keeper);
        var sound = requireNonNull(keeper.kept.values().iterator().next());
        var random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            var damaged = Arrays.copyOf(sound, i < 40 ? sound.length : random.nextInt(sound.length));
            if (i < 40) damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            var observer = new Keeper(random, 0);
            assertThatThrownBy(() -> Exokernel.resume(pingpong(), damaged, observer))
                    .isInstanceOf(BadSnapshotException.class);
            assertThat(observer.resumed).isEmpty();
            assertThat(observer.told).isEmpty();
        }
    }
}
