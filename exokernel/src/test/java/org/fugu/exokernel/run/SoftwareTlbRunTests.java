package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `guest/tests/softwaretlb`: what the kernel finds by itself, and what has gone from it. The program
/// counts how often it is asked, and reads what it must not find.
class SoftwareTlbRunTests {
    private static RunRequest request(String machine, String mesh) {
        return GuestPrograms.requestOn(machine, "test/softwaretlb", mesh);
    }

    @ParameterizedTest
    @CsvSource({
        "fugu, 2x1, timing",
        "fugu, 2x1, functional",
        "fugu, 2x1, relaxed:100",
        "fugu, 2x1, relaxed:1000",
        "fugu, 2x2, timing",
        "alewife, 2x1, timing",
        "dash, 2x1, timing",
        "bus-smp, 2x1, timing",
        "decstation-5000-125, 1x1, timing",
        "decstation-5000-125, 1x1, functional",
        "decstation-5000-200, 1x1, timing"
    })
    void whatWasTakenAwayIsFoundNowhere(String machine, String mesh, String fidelity) {
        var report = Requests.run(Requests.with(request(machine, mesh), Fidelity.parse(fidelity)));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        assertThat(report.counters().getFirst().get("tlb.software_hits")).isGreaterThan(500);
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

    /// Two jobs have the same pages in address spaces of their own.
    @Test
    void jobsThatShareNodesFindWhatIsTheirOwn() {
        var first = GuestPrograms.request("test/softwaretlb", "2x1").first();
        var second = GuestPrograms.request("test/softwaretlb", "2x1", "again").first();
        var report = Requests.run(CoRuns.sharing("2x1", new Turns(20_000, 10), first, second));
        for (int number = 0; number < 2; number++) {
            var each = CoRuns.job(report, number);
            assertThat(each.exitCode()).as(each.message()).isZero();
        }
    }

    /// Published are 1 to 2 us for a hit, and 3 to 6 us more where the library OS is asked.
    @Test
    void aHitTakesAFractionOfWhatTheLibraryOsTakes() {
        var metrics = Requests.run(GuestPrograms.requestOn("decstation-5000-125", "test/refill", "1x1"))
                .metrics();
        long hit = Objects.requireNonNull(metrics.get("refill_cycles"));
        long library = Objects.requireNonNull(metrics.get("library_refill_cycles"));
        assertThat(hit).isBetween(25L, 50L);
        assertThat(library - hit).isBetween(75L, 180L);
    }
}
