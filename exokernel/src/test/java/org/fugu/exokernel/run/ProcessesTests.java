package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/processes`: environments that a rank makes share its time, transfer control to each
/// other, and end. The program itself checks what is refused.
class ProcessesTests {
    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/processes", "1x1"), Fidelity.parse(fidelity));
    }

    private static String console(JobReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aRankSharesItsTimeAmongItsProcesses(String fidelity) {
        var report = Requests.run(request(fidelity));
        assertThat(report.exitCode())
                .as(report.message() + console(report.first()))
                .isZero();
        assertThat(console(report.first())).endsWith("the frames of who has ended come back\n");
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(GuestPrograms.request("test/processes", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity), step);
    }

    /// Slices stand still while another job has its turn.
    @ParameterizedTest
    @CsvSource({"timing, 1", "relaxed:100, 100"})
    void aRankSharesItsTimeWithinTheTurnsOfItsJob(String fidelity, long step) {
        var processes = GuestPrograms.request("test/processes", "2x1").first();
        var other = GuestPrograms.request("test/messages", "2x1").first();
        var request =
                CoRuns.with(CoRuns.sharing("2x1", new Turns(30_000, 10), processes, other), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        for (int job = 0; job < 2; job++) {
            var each = CoRuns.job(report, job);
            assertThat(each.exitCode()).as(each.message() + console(each)).isZero();
        }
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }

    /// Neither slices nor thieves of them, nor environments and frames without end, reach another rectangle.
    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aVictimInARectangleOfItsOwnDoesNotNotice(String fidelity) {
        var victim = GuestPrograms.request("test/messages", "2x2").first();
        var processes = GuestPrograms.request("test/processes", "1x1").first();
        var request = CoRuns.with(
                CoRuns.request(
                        "3x2",
                        CoRuns.placed(victim, MeshRectangle.parse("2x2+0+0")),
                        CoRuns.placed(processes, MeshRectangle.parse("1x1+2+1"))),
                Fidelity.parse(fidelity));
        var report = Requests.run(request);
        var alone = Requests.run(CoRuns.only(request, 0)).first();
        assertThat(CoRuns.job(report, 0)).usingRecursiveComparison().isEqualTo(alone);
        assertThat(CoRuns.job(report, 1).exitCode()).isZero();
        assertThat(CoRuns.job(report, 1).clues().auditTrail().counts())
                .containsKeys("bad_handle", "not_ready", "wrong_object");
    }

    /// What processes do counts as their rank's.
    @Test
    void instructionsAreThoseOfTheWholeRank() {
        var report = Requests.run(request("timing"));
        assertThat(report.first().instructions()).isEqualTo(report.instructions());
    }

    /// A limit is the rank's, whoever of it reaches it.
    @Test
    void theLimitOfInstructionsIsThatOfTheWholeRank() {
        var limits = new Limits(100_000_000, 200_000, 1 << 16, 16L << 20);
        var report = Requests.run(Requests.with(request("timing"), limits));
        assertThat(report.outcome()).isEqualTo(Outcome.INSTRUCTION_LIMIT);
        assertThat(report.instructions()).isBetween(200_000L, 200_100L);
    }
}
