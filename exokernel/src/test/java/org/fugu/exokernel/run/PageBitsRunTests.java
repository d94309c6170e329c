package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `guest/tests/pagebits`: the program reads which of its pages were used and which were stored to.
class PageBitsRunTests {
    private static RunRequest request(String machine, String mesh) {
        return GuestPrograms.requestOn(machine, "test/pagebits", mesh);
    }

    @ParameterizedTest
    @CsvSource({
        "fugu, 1x1, timing",
        "fugu, 2x1, functional",
        "fugu, 2x1, relaxed:100",
        "alewife, 2x2, timing",
        "decstation-2100, 1x1, timing",
        "now-myrinet, 2x1, timing"
    })
    void aProgramReadsWhichPagesItHasStoredTo(String machine, String mesh, String fidelity) {
        var report = Requests.run(Requests.with(request(machine, mesh), Fidelity.parse(fidelity)));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(request("fugu", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(Requests.with(request("fugu", "2x1"), Fidelity.parse(fidelity)), step);
    }
}
