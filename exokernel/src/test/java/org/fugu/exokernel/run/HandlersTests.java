package org.fugu.exokernel.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/handlers`: handlers take messages while their rank does not run. The program itself checks
/// what they do, and what is refused.
class HandlersTests {
    private static final String DONE = "handlers have put, answered, sorted and ended\n";

    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/handlers", "2x1"), Fidelity.parse(fidelity));
    }

    private static String console(JobReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static long count(RunReport report, String counter) {
        return report.counters().stream()
                .mapToLong(node -> node.getOrDefault(counter, 0L))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void messagesAreHandledWhileTheirRankDoesNotRun(String fidelity) {
        var report = Requests.run(request(fidelity));
        assertThat(console(report.first())).as(report.message()).isEqualTo(DONE);
        assertThat(report.exitCode()).isZero();
        assertThat(count(report, "handlers.handled")).isGreaterThan(15);
        assertThat(count(report, "handlers.passed")).isGreaterThanOrEqualTo(3);
        assertThat(count(report, "handlers.failed")).isPositive();
    }

    /// What handlers do is counted with their rank.
    @Test
    void everyMessageCountsOnceAndEveryInstruction() {
        var report = Requests.run(request("timing"));
        assertThat(report.first().instructions()).isEqualTo(report.instructions());
        assertThat(report.first().messagesSent()).isEqualTo(count(report, "messages.sent"));
        assertThat(report.first().messagesReceived()).isEqualTo(report.first().messagesSent());
    }

    @Test
    void aRefusedHandlerIsToldWithInstructionAndReason() {
        var trail = Requests.run(request("timing")).first().clues().auditTrail();
        assertThat(trail.counts()).containsEntry("unsafe_code", 5L);
        assertThat(trail.first())
                .filteredOn(each -> each.error().equals("unsafe_code"))
                .extracting(RefusedCall::advice)
                .contains(
                        "at 0x8: an access that is not proved to be in the handler's data",
                        "at 0x2: a jump or a branch that does not lead forward",
                        "at 0x0: an address relative to the code, which the kernel keeps elsewhere");
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(GuestPrograms.request("test/handlers", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity), step);
    }

    /// Some of the snapshots are taken while a handler has the processor.
    @Test
    void aHandlerGoesOnFromASnapshot() {
        var request = request("timing");
        var whole = Requests.run(request);
        long first = requireNonNull(whole.first().metrics().get("marked_request"));
        var cycles = new TreeSet<Long>();
        for (long cycle = first; cycle < first + 600; cycle += 12) cycles.add(cycle);
        Repeatable.assertSnapshotsChangeNothing(request, cycles);
    }

    /// The other job loses no more than what handlers may take, and its results are its own.
    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void handlersRunInTheTurnsOfAnotherJob(String fidelity, long step) {
        var handlers = GuestPrograms.request("test/handlers", "2x1").first();
        var other = GuestPrograms.request("test/messages", "2x1").first();
        var request =
                CoRuns.with(CoRuns.sharing("2x1", new Turns(30_000, 10), handlers, other), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        for (int job = 0; job < 2; job++) {
            var each = CoRuns.job(report, job);
            assertThat(each.exitCode()).as(each.message() + console(each)).isZero();
        }
        assertThat(count(report, "handlers.handled")).isPositive();
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }

    /// Two ranks' handlers answer each other for ever, in the turns of a victim. It loses an eighth of its time at
    /// the most, and what entering and leaving the last handler takes.
    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void handlersThatAnswerEachOtherForEverTakeLittleOfAVictimsTime(String fidelity) {
        var beside = beside("bounce", fidelity);
        var quiet = beside("loop", fidelity);
        var victim = CoRuns.job(beside, 0);
        assertThat(victim.exitCode()).as(victim.message()).isZero();
        assertThat(console(victim)).isEqualTo(console(CoRuns.job(quiet, 0)));
        assertThat(count(beside, "handlers.handled")).isGreaterThan(100);
        long most = CoRuns.job(quiet, 0).cycles() * 8 / 7 + 2 * 30_000;
        assertThat(victim.cycles()).isLessThan(most);
    }

    private static RunReport beside(String other, String fidelity) {
        var victim = GuestPrograms.request("test/messages", "2x1").first();
        var attacker =
                CoRuns.limited(GuestPrograms.request("test/" + other, "2x1").first(), 1_500_000);
        var request = CoRuns.sharing("2x1", new Turns(30_000, 10), victim, attacker);
        return Requests.run(CoRuns.with(request, Fidelity.parse(fidelity)));
    }
}
