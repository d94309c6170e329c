package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/reclaim`: processes that are asked for their frames, and give them, or lose them by force.
/// The program itself checks which go.
class ReclaimTests {
    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/reclaim", "2x1"), Fidelity.parse(fidelity));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void framesComeBackWhetherTheyAreGivenOrNot(String fidelity) {
        var report = Requests.run(request(fidelity));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        assertThat(Requests.console(report)).endsWith("come back too\n");
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(request("timing"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity), step);
    }

    /// The time to answer stands still while another job has its turn.
    @ParameterizedTest
    @CsvSource({"timing, 1", "relaxed:100, 100"})
    void framesComeBackWithinTheTurnsOfTheJob(String fidelity, long step) {
        var reclaims = GuestPrograms.request("test/reclaim", "2x1").first();
        var other = GuestPrograms.request("test/messages", "2x1").first();
        var request =
                CoRuns.with(CoRuns.sharing("2x1", new Turns(10_000, 10), reclaims, other), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        for (int job = 0; job < 2; job++) {
            var each = CoRuns.job(report, job);
            assertThat(each.exitCode())
                    .as(each.message() + Requests.console(report))
                    .isZero();
        }
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }
}
