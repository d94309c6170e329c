package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.exokernel.environment.Ending;
import org.fugu.machine.Fidelity;
import org.fugu.machine.RunEnd;
import org.fugu.machine.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs that share all nodes of a machine and have their turns as gangs.
class GangTests {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final long LONG_ENOUGH = 100_000_000;
    private static final long QUANTUM = 20_000;

    private static RunRequest request(String fidelity, String program, String... arguments) {
        var request = GuestPrograms.request(program, "2x2", arguments);
        return Requests.with(request, Fidelity.parse(fidelity));
    }

    private static SharedNodes share(Windows windows, long quantum, int skew, RunRequest... requests) {
        return new SharedNodes(Exokernel.config(requests[0]).withWindows(windows), quantum, skew, requests);
    }

    private static SharedNodes share(long quantum, int skew, RunRequest... requests) {
        return new SharedNodes(Exokernel.config(requests[0]), quantum, skew, requests);
    }

    private static void assertBothDidWell(SharedNodes shared) {
        for (int job = 0; job < 2; job++) {
            assertThat(shared.verdict(job).ending())
                    .as("%s %s", shared.verdict(job), shared.console(job))
                    .isEqualTo(new Ending.Exited(0));
        }
        assertThat(shared.console(0)).contains("Every message arrived once, whole and in order.");
        assertThat(shared.console(1)).contains("every message came, whole and in order");
    }

    private static RunRequest[] both(String fidelity) {
        return new RunRequest[] {request(fidelity, "test/messages"), request(fidelity, "test/delivery", "stall")};
    }

    @ParameterizedTest
    @CsvSource({
        "timing, 10000, 0", "timing, 20000, 0", "timing, 20000, 50", "timing, 500000, 25",
        "functional, 20000, 0", "functional, 20000, 50", "relaxed:100, 20000, 30", "relaxed:1000, 20000, 0"
    })
    void eachJobDoesItsWorkWhateverTheOtherDoes(String fidelity, long quantum, int skew) {
        var shared = share(quantum, skew, both(fidelity));
        assertThat(shared.run(LONG_ENOUGH)).isEqualTo(RunEnd.FINISHED);
        assertBothDidWell(shared);
    }

    /// What is sent to a rank that is not on its processor waits for it in its memory.
    @Test
    void skewLetsMessagesGoByWayOfTheKernel() {
        var requests = new RunRequest[] {
            request("timing", "pingpong", "2000"), request("timing", "test/loop"),
        };
        long[] buffered = new long[2];
        for (int i = 0; i < buffered.length; i++) {
            var shared = share(QUANTUM, 30 * i, requests);
            shared.run(4_000_000);
            assertThat(shared.verdict(0).ending()).as(shared.console(0)).isEqualTo(new Ending.Exited(0));
            buffered[i] = shared.buffered(0);
        }
        assertThat(buffered[1]).isGreaterThan(2 * buffered[0]);
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        var requests = both("timing");
        var expected = share(QUANTUM, 20, requests);
        expected.run(LONG_ENOUGH);
        for (var windows : List.of(
                new Windows.Halves(), new Windows.OneCycle(), new Windows.Random(SEED), new Windows.OneAtATime())) {
            var again = share(windows, QUANTUM, 20, requests);
            again.run(LONG_ENOUGH);
            assertThat(again.digest()).as("%s, seed %d", windows, SEED).isEqualTo(expected.digest());
        }
        var config = Exokernel.config(requests[0]).withHostThreads(2);
        var threads = new SharedNodes(config, QUANTUM, 20, requests);
        threads.run(LONG_ENOUGH);
        assertThat(threads.machine().hostThreadsUsed()).isEqualTo(2);
        assertThat(threads.digest()).isEqualTo(expected.digest());
    }

    @ParameterizedTest
    @CsvSource({"timing, 20", "functional, 6", "relaxed:100, 6"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, int snapshots) {
        var requests = both(fidelity);
        long step = fidelity.equals("timing") ? 1 : 1_000;
        var whole = share(QUANTUM, 20, requests);
        whole.run(LONG_ENOUGH);
        long end = whole.machine().node(0).clock();
        var random = new Random(SEED);
        var digests = new ArrayList<String>();
        for (int i = 0; i < snapshots; i++) {
            var first = share(QUANTUM, 20, requests);
            first.run(step * (1 + random.nextLong(end / step)));
            var second = share(QUANTUM, 20, requests);
            second.restore(first.snapshot());
            assertThat(second.digest()).as("seed %d, snapshot %d", SEED, i).isEqualTo(first.digest());
            second.run(LONG_ENOUGH);
            digests.add(second.digest());
        }
        assertThat(digests).as("seed %d", SEED).containsOnly(whole.digest());
    }

    /// A job that crashes, or never ends, takes no more than its turns.
    @ParameterizedTest
    @ValueSource(strings = {"test/failure", "test/nowhere", "test/loop", "test/flood", "test/sleeper"})
    void theOtherJobLeavesTheResultAsItIs(String other) {
        var shared = share(QUANTUM, 10, request("timing", "test/messages"), request("timing", other));
        shared.run(4_000_000);
        assertThat(shared.verdict(0).ending()).as(shared.console(0)).isEqualTo(new Ending.Exited(0));
        assertThat(shared.console(0)).isEqualTo("Every message arrived once, whole and in order.\n");
    }
}
