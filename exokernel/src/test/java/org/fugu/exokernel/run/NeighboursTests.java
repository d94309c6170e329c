package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/neighbours`: a job lets another one on the same nodes send to it, by capabilities for its
/// endpoints. `guest/tests/parts`: a rank gives its processes parts of what it has. The programs check
/// themselves what is refused.
class NeighboursTests {
    private static final String MESH = "2x2";
    private static final Turns TURNS = new Turns(20_000, 10);

    private static JobRequest job(String part) {
        return GuestPrograms.request("test/neighbours", MESH, part).first();
    }

    private static RunRequest together() {
        return CoRuns.sharing(MESH, TURNS, job("host"), job("guest"));
    }

    private static String console(JobReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aNeighbourSendsAsLongAsItMay(String fidelity) {
        var report = Requests.run(CoRuns.with(together(), Fidelity.parse(fidelity)));
        var host = CoRuns.job(report, 0);
        assertThat(host.exitCode()).as(host.message() + console(host)).isZero();
        assertThat(console(host)).isEqualTo("all that neighbours and members sent has come\n");
        var guest = CoRuns.job(report, 1);
        assertThat(console(guest)).isEqualTo("the right to send is gone\n");
        assertThat(guest.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(guest.message()).contains("wrong_group");
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(together());
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(CoRuns.with(together(), Fidelity.parse(fidelity)), step);
    }

    /// Its memory is not for strangers to fill: what they send while three pages wait is dropped, and what its
    /// own ranks send is not.
    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aNeighbourThatFloodsFillsNoMemory(String fidelity) {
        var flooded = job("flooded");
        var flood = CoRuns.limited(job("flood"), 1_500_000);
        var request = CoRuns.sharing(MESH, new Turns(200_000, 10), flooded, flood);
        var report = Requests.run(CoRuns.with(request, Fidelity.parse(fidelity)));
        var host = CoRuns.job(report, 0);
        assertThat(host.exitCode()).as(host.message() + console(host)).isZero();
        assertThat(console(host)).isEqualTo("all that members sent has come\n");
        assertThat(CoRuns.job(report, 1).messagesSent()).isGreaterThan(host.messagesReceived());
        assertThat(report.counters())
                .allSatisfy(
                        node -> assertThat(node.get("messages.buffer_pages")).isLessThanOrEqualTo(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aRankGivesItsProcessesPartsOfWhatItHas(String fidelity) {
        var request = Requests.with(GuestPrograms.request("test/parts", "1x1"), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        assertThat(report.exitCode())
                .as(report.message() + console(report.first()))
                .isZero();
        assertThat(console(report.first())).endsWith("a console can be granted to a process\n");
    }

    @Test
    void partsAreTheSameInAllWindowsAndOnTwoThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(GuestPrograms.request("test/parts", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void partsAreTheSameOverSnapshots(String fidelity, long step) {
        var request = Requests.with(GuestPrograms.request("test/parts", "1x1"), Fidelity.parse(fidelity));
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }
}
