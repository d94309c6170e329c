package org.fugu.exokernel.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/filters`: filters find the handler of a message while its rank does not run, and the rank does so
/// itself while it does. The program checks that no packet goes astray, and what is refused.
class FiltersTests {
    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/filters", "2x1"), Fidelity.parse(fidelity));
    }

    private static long count(RunReport report, String counter) {
        return report.counters().stream()
                .mapToLong(node -> node.getOrDefault(counter, 0L))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void packetsGoWhereTheirFilterSays(String fidelity) {
        var report = Requests.run(request(fidelity));
        assertThat(report.exitCode()).as(report.message()).isZero();
        assertThat(count(report, "filters.matched")).isGreaterThan(20);
        assertThat(count(report, "filters.unmatched")).isPositive();
        assertThat(count(report, "handlers.handled")).isEqualTo(count(report, "filters.matched"));
        assertThat(count(report, "handlers.failed")).isZero();
    }

    /// What filters and handlers do is counted with their rank.
    @Test
    void everyMessageCountsOnceAndEveryInstruction() {
        var report = Requests.run(request("timing"));
        assertThat(report.first().instructions()).isEqualTo(report.instructions());
        assertThat(report.first().messagesSent()).isEqualTo(count(report, "messages.sent"));
        assertThat(report.first().messagesReceived()).isEqualTo(report.first().messagesSent());
    }

    @Test
    void aRefusedFilterIsToldWithAtomOrFilterAndReason() {
        var trail = Requests.run(request("timing")).first().clues().auditTrail();
        assertThat(trail.counts()).containsEntry("unsafe_code", 3L).containsEntry("in_use", 2L);
        assertThat(trail.first())
                .extracting(RefusedCall::advice)
                .contains(
                        "atom 6: its bytes are not in one double-word of the message",
                        "atom 6: it contradicts an atom before it: no message is both",
                        "filter 0: it takes the same messages",
                        "filter 20: some messages are of both, and both compare equally many bits");
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(GuestPrograms.request("test/filters", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity), step);
    }

    /// Some of the snapshots are taken while filters or the handler that they found have the processor.
    @Test
    void filtersGoOnFromASnapshot() {
        var request = request("timing");
        long last = requireNonNull(Requests.run(request).first().metrics().get("last_handled"));
        var cycles = new TreeSet<Long>();
        for (long cycle = last - 200; cycle < last + 60; cycle += 5) cycles.add(cycle);
        Repeatable.assertSnapshotsChangeNothing(request, cycles);
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "relaxed:100, 100"})
    void filtersLookInTheTurnsOfAnotherJob(String fidelity, long step) {
        var filters = GuestPrograms.request("test/filters", "2x1").first();
        var other = GuestPrograms.request("test/messages", "2x1").first();
        var request =
                CoRuns.with(CoRuns.sharing("2x1", new Turns(30_000, 10), filters, other), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        for (int job = 0; job < 2; job++) {
            var each = CoRuns.job(report, job);
            assertThat(each.exitCode()).as(each.message()).isZero();
        }
        assertThat(count(report, "filters.matched")).isPositive();
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }
}
