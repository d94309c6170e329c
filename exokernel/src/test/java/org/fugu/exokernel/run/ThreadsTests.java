package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/threads`: threads of one environment take turns, wait for each other, and pass values on.
class ThreadsTests {
    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/threads", "1x1"), Fidelity.parse(fidelity));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void threadsTakeTurns(String fidelity) {
        var report = Requests.run(request(fidelity)).first();
        assertThat(report.exitCode()).as(report.message()).isZero();
        assertThat(new String(report.console().values().iterator().next(), StandardCharsets.UTF_8))
                .endsWith("conditions pass 800 values\n");
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(GuestPrograms.request("test/threads", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity), step);
    }
}
