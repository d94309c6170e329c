package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Jobs that share all nodes of a machine and have their turns as gangs.
class GangTests {
    private static final Turns TURNS = new Turns(20_000, 20);
    private static final String MESH = "2x2";

    private static JobRequest job(String program, String... arguments) {
        return GuestPrograms.request(program, MESH, arguments).first();
    }

    private static RunRequest both(Turns turns) {
        return CoRuns.sharing(MESH, turns, job("test/messages"), job("test/delivery", "stall"));
    }

    private static String console(JobReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static long buffered(RunReport report) {
        return report.counters().stream()
                .mapToLong(node -> node.get("messages.buffered"))
                .sum();
    }

    private static void assertDidWell(JobReport report, String said) {
        assertThat(report.exitCode()).as(report.message() + console(report)).isZero();
        assertThat(console(report)).contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "timing, 10000, 0", "timing, 20000, 0", "timing, 20000, 50", "timing, 500000, 25",
        "functional, 20000, 0", "functional, 20000, 50", "relaxed:100, 20000, 30", "relaxed:1000, 20000, 0"
    })
    void eachJobDoesItsWorkWhateverTheOtherDoes(String fidelity, long quantum, int skew) {
        var report = Requests.run(CoRuns.with(both(new Turns(quantum, skew)), Fidelity.parse(fidelity)));
        assertDidWell(CoRuns.job(report, 0), "Every message arrived once, whole and in order.");
        assertDidWell(CoRuns.job(report, 1), "every message came, whole and in order");
    }

    /// What is sent to a rank that is not on its processor waits for it in its memory.
    @Test
    void skewLetsMessagesGoByWayOfTheKernel() {
        long[] buffered = new long[2];
        for (int i = 0; i < buffered.length; i++) {
            var turns = new Turns(20_000, 30 * i);
            var loop = CoRuns.limited(job("test/loop"), 500_000);
            var report = Requests.run(CoRuns.sharing(MESH, turns, job("pingpong", "2000"), loop));
            assertThat(CoRuns.job(report, 0).exitCode()).isZero();
            buffered[i] = buffered(report);
        }
        assertThat(buffered[1]).isGreaterThan(buffered[0]).isPositive();
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(both(TURNS));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(CoRuns.with(both(TURNS), Fidelity.parse(fidelity)), step);
    }

    /// A job that crashes, or never ends, takes no more than its turns. It ends by itself or at its limit.
    @ParameterizedTest
    @ValueSource(
            strings = {"test/failure", "test/nowhere", "test/loop", "test/flood", "test/sleeper", "test/processes"})
    void theOtherJobLeavesTheResultAsItIs(String other) {
        var victim = job("test/messages");
        var alone = Requests.run(GuestPrograms.request("test/messages", MESH));
        var hostile = CoRuns.limited(job(other), 1_500_000);
        var report = Requests.run(CoRuns.sharing(MESH, TURNS, victim, hostile));
        assertThat(CoRuns.job(report, 0).resultDigest())
                .as(CoRuns.job(report, 0).message())
                .isEqualTo(alone.resultDigest());
    }

    /// Who retires all of its instructions ends; the other one has its own limit.
    @Test
    void eachJobHasItsOwnLimitOfInstructions() {
        var limits = new Limits(2_000_000, 30_000, 1 << 16, 16L << 20);
        var loop = CoRuns.changed(job("test/loop"), limits, 0);
        var report = Requests.run(CoRuns.sharing(MESH, TURNS, job("test/messages"), loop));
        assertThat(CoRuns.job(report, 0).exitCode()).isZero();
        assertThat(CoRuns.job(report, 1).outcome()).isEqualTo(Outcome.INSTRUCTION_LIMIT);
        assertThat(CoRuns.job(report, 1).instructions()).isBetween(30_000L, 4 * 30_000L);
    }

    /// What each of them has done is told apart.
    @Test
    void instructionsAndMessagesAreThoseOfTheJob() {
        var alone = Requests.run(GuestPrograms.request("pingpong", MESH, "200")).first();
        var loop = CoRuns.limited(job("test/loop"), 400_000);
        var report = Requests.run(CoRuns.sharing(MESH, TURNS, job("pingpong", "200"), loop));
        assertThat(CoRuns.job(report, 0).messagesSent()).isEqualTo(alone.messagesSent());
        assertThat(CoRuns.job(report, 0).messagesReceived()).isEqualTo(alone.messagesReceived());
        assertThat(CoRuns.job(report, 1).messagesSent()).isLessThan(alone.messagesSent());
        assertThat(CoRuns.job(report, 0).instructions() + CoRuns.job(report, 1).instructions())
                .isEqualTo(report.instructions());
    }

    /// It joins in the middle of another one's turns, and goes before that.
    @Test
    void aJobCanJoinAndAnotherReplaceIt() {
        var first = CoRuns.from(CoRuns.limited(job("test/loop"), 100_000), 30_000);
        var second = CoRuns.from(CoRuns.limited(job("test/loop"), 100_000), 200_000);
        var request = CoRuns.sharing(MESH, TURNS, job("test/messages"), first, second);
        var report = Requests.run(request);
        assertDidWell(CoRuns.job(report, 0), "Every message arrived once, whole and in order.");
        assertThat(CoRuns.job(report, 1).cycles()).isEqualTo(130_000);
        assertThat(CoRuns.job(report, 2).cycles()).isEqualTo(300_000);
        Repeatable.assertSnapshotsChangeNothing(request, 1);
    }

    @Test
    void theDigestDependsOnTheTurns() {
        var request = both(TURNS);
        var digest = Requests.run(request).digest();
        assertThat(Requests.run(request).digest()).isEqualTo(digest);
        assertThat(Requests.run(CoRuns.with(request, new Turns(20_000, 21))).digest())
                .isNotEqualTo(digest);
        assertThat(Requests.run(CoRuns.with(request, new Turns(20_001, 20))).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void turnsHaveAWireForm() {
        var inputs = RunInputs.of(both(TURNS));
        assertThat(WireForms.REQUEST.read(WireForms.REQUEST.write(inputs))).isEqualTo(inputs);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Turns(9_999, 0)).hasMessageContaining("from 10000");
        assertThatThrownBy(() -> new Turns(20_000, 51)).hasMessageContaining("from 0 to 50");
        assertThatThrownBy(() -> CoRuns.sharing(MESH, TURNS, job("test/messages")))
                .hasMessageContaining("there are none");
        assertThatThrownBy(() -> CoRuns.request(MESH, job("test/messages"), job("test/loop")))
                .hasMessageContaining("have it in turns");
        assertThatThrownBy(() -> CoRuns.with(both(TURNS), Preset.named("alewife")))
                .hasMessageContaining("cannot share nodes of the machine alewife");
    }
}
