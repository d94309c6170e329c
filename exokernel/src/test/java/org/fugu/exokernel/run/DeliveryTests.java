package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/delivery`: messages that are held off for too long come by way of the kernel. The program
/// itself checks that each comes once, whole and in order.
class DeliveryTests {
    /// The most that the published system needed (HPCA 1998).
    private static final int FEW_PAGES = 7;

    private static RunRequest request(String fidelity, String... arguments) {
        return Requests.with(GuestPrograms.request("test/delivery", "2x2", arguments), Fidelity.parse(fidelity));
    }

    private static long counter(RunReport report, int node, String name) {
        return report.counters().get(node).getOrDefault(name, -1L);
    }

    private static RunReport runWell(RunRequest request) {
        var report = Requests.run(request);
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        assertThat(Requests.console(report)).contains("every message came, whole and in order");
        return report;
    }

    @ParameterizedTest
    @CsvSource({
        "timing, hold", "timing, interrupts", "timing, stall",
        "functional, hold", "functional, interrupts", "functional, stall",
        "relaxed:100, hold", "relaxed:100, interrupts", "relaxed:1000, stall"
    })
    void theProgramCannotTellWhichWayAMessageCame(String fidelity, String how) {
        var report = runWell(request(fidelity, how));
        assertThat(counter(report, 1, "messages.timeouts")).isPositive();
        long buffered = counter(report, 1, "messages.buffered");
        assertThat(buffered).isPositive().isEqualTo(counter(report, 1, "messages.diverted"));
        assertThat(counter(report, 1, "messages.received"))
                .as("some came directly, before and after")
                .isGreaterThan(buffered);
    }

    /// Four ranks launch at each other and nobody takes anything: without the second case nobody would get
    /// any further.
    @Test
    void ranksThatOnlySendDoNotLockUp() {
        var report = runWell(request("timing", "stall"));
        for (int node = 0; node < 4; node++) {
            assertThat(counter(report, node, "messages.buffered")).isPositive();
        }
    }

    @Test
    void whoIsFloodedMakesTheOthersSendLess() {
        var report = runWell(request("timing", "flood", "1500"));
        assertThat(counter(report, 1, "messages.buffer_pages")).isBetween(3L, (long) FEW_PAGES + 2);
        assertThat(counter(report, 1, "messages.buffered")).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold", "interrupts", "stall"})
    void theDigestDependsNeitherOnWindowsNorOnThreads(String how) {
        Repeatable.assertWindowsAndThreadsChangeNothing(request("timing", how));
    }

    @ParameterizedTest
    @CsvSource({"timing, hold, 1", "timing, stall, 1", "functional, interrupts, 1000", "relaxed:100, hold, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, String how, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity, how), step);
    }
}
