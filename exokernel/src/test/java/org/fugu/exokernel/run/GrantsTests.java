package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/grants`: frames go from one node to the next and to a third, and are taken away from
/// both. The program itself checks what is refused.
class GrantsTests {
    private static final int SNAPSHOTS = 20;
    private static final long SEED = Long.getLong("fugu.seed", 1995);

    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/grants", "3x1"), Fidelity.parse(fidelity));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100", "relaxed:1000"})
    void whatIsGrantedCanBeUsedAndWhatIsNotIsRefused(String fidelity) {
        var report = Requests.run(request(fidelity));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        assertThat(Requests.console(report)).contains("taken away from all");
        assertThat(report.metrics())
                .containsKeys("grant_cycles", "accept_cycles", "derive_cycles", "revoke_cycles", "revoke_many_cycles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x1", "2x2", "4x4"})
    void ranksThatTakeNoPartChangeNothing(String mesh) {
        var report = Requests.run(GuestPrograms.request("test/grants", mesh));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        var request = request("timing");
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

    @Test
    void aRunThatGoesOnFromASnapshotEndsAlike() {
        var request = request("timing");
        var whole = Requests.run(request);
        var random = new Random(SEED);
        var cycles = new TreeSet<Long>();
        while (cycles.size() < SNAPSHOTS) cycles.add(1 + random.nextLong(whole.cycles() - 1));
        var keeper = new Keeper(cycles, new TreeMap<>());
        assertThat(Exokernel.run(request, keeper).digest()).isEqualTo(whole.digest());
        SortedMap<Long, byte[]> kept = keeper.kept();
        var digests = new ArrayList<String>();
        for (var snapshot : kept.values()) {
            digests.add(Exokernel.resume(request, snapshot, RunObserver.NONE).digest());
        }
        assertThat(digests).as("seed %d", SEED).hasSize(SNAPSHOTS).containsOnly(whole.digest());
    }
}
