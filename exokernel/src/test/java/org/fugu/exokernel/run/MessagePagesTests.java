package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/pages`: a rank that has almost no memory left for messages is asked for pages by the
/// kernel. The program itself checks that each message comes once and in order.
class MessagePagesTests {
    private static RunRequest request(String how, String fidelity) {
        return Requests.with(GuestPrograms.request("test/pages", "2x1", how), Fidelity.parse(fidelity));
    }

    @ParameterizedTest
    @CsvSource({
        "before, timing",
        "give, timing",
        "free, timing",
        "leave, timing",
        "deaf, timing",
        "give, functional",
        "deaf, functional",
        "give, relaxed:100",
        "deaf, relaxed:100"
    })
    void messagesHaveTheirPagesWhetherTheyAreGivenOrNot(String how, String fidelity) {
        var report = Requests.run(request(how, fidelity));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
    }

    /// The same without being asked: there is no room.
    @Test
    void whoCannotBeAskedHasNoRoomForMessages() {
        assertThat(Requests.run(request("alone", "timing")).outcome()).isEqualTo(Outcome.MEMORY_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"give", "deaf"})
    void theDigestDependsNeitherOnWindowsNorOnThreads(String how) {
        Repeatable.assertWindowsAndThreadsChangeNothing(request(how, "timing"));
    }

    @ParameterizedTest
    @CsvSource({"give, timing, 1", "deaf, timing, 1", "deaf, relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String how, String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(how, fidelity), step);
    }
}
