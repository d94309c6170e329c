package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.Windows;

/// What must not change a run: where windows end, how many host threads there are, and whether it went
/// on from a snapshot.
final class Repeatable {
    private static final int SNAPSHOTS = 20;
    private static final long SEED = Long.getLong("fugu.seed", 1995);

    private Repeatable() {}

    /// @param request of a run in fidelity `timing`
    static void assertWindowsAndThreadsChangeNothing(RunRequest request) {
        var expected = Requests.run(request).digest();
        for (var windows : List.of(
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.Random(SEED),
                new Windows.Random(SEED + 1),
                new Windows.OneAtATime())) {
            var again = Requests.runOn(request, Requests.machine(request, windows));
            assertThat(again.digest()).as("%s, seed %d", windows, SEED).isEqualTo(expected);
        }
        var twoThreads = Requests.machine(request, 2);
        assertThat(Requests.runOn(request, twoThreads).digest()).isEqualTo(expected);
        assertThat(twoThreads.hostThreadsUsed()).isEqualTo(2);
    }

    /// @param step of which the snapshots' cycles are multiples
    static void assertSnapshotsChangeNothing(RunRequest request, long step) {
        var whole = Requests.run(request);
        var random = new Random(SEED);
        var cycles = new TreeSet<Long>();
        assertThat(whole.cycles()).as(whole.outcome() + ": too short a run").isGreaterThan(SNAPSHOTS * step * 2);
        while (cycles.size() < SNAPSHOTS) cycles.add(step * (1 + random.nextLong((whole.cycles() - 1) / step)));
        assertSnapshotsChangeNothing(request, cycles);
    }

    /// @param cycles of the snapshots
    static void assertSnapshotsChangeNothing(RunRequest request, TreeSet<Long> cycles) {
        var whole = Requests.run(request);
        var keeper = new Keeper(cycles, new TreeMap<>());
        assertThat(Exokernel.run(request, keeper).digest()).isEqualTo(whole.digest());
        var digests = new ArrayList<String>();
        for (var snapshot : keeper.kept.values()) {
            digests.add(Exokernel.resume(request, snapshot, RunObserver.NONE).digest());
        }
        assertThat(digests).as("seed %d", SEED).hasSize(cycles.size()).containsOnly(whole.digest());
    }

    private record Keeper(TreeSet<Long> cycles, TreeMap<Long, byte[]> kept) implements RunObserver {
        @Override
        public SortedSet<Long> snapshotCycles() {
            return cycles;
        }

        @Override
        public void snapshot(long cycle, byte[] snapshot) {
            kept.put(cycle, snapshot);
        }
    }
}
