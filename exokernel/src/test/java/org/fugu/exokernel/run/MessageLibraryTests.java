package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What exos has on top of messages: `guest/tests/active`, each program against a model that it has itself.
class MessageLibraryTests {
    private static final List<String> PROGRAMS = List.of("active");
    private static final long SEED = Long.getLong("fugu.seed", 1995);

    private static RunRequest request(String machine, String program, String mesh, String... arguments) {
        return GuestPrograms.requestOn(machine, "test/" + program, mesh, arguments);
    }

    /// Each program prints what it was built to say, and no more.
    private static void assertWell(RunRequest request, String program) {
        var report = Requests.run(request);
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        var expected = new String(
                GuestPrograms.file("test/" + program, "expected.txt"), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Requests.console(report)).isEqualTo(expected);
    }

    private static Stream<Arguments> withEach(String... values) {
        return PROGRAMS.stream().flatMap(program -> Stream.of(values).map(value -> Arguments.of(program, value)));
    }

    static Stream<Arguments> programsAndFidelities() {
        return withEach("timing", "functional", "relaxed:100");
    }

    @ParameterizedTest
    @MethodSource("programsAndFidelities")
    void theProgramIsContent(String program, String fidelity) {
        assertWell(Requests.with(request("fugu", program, "2x2"), Fidelity.parse(fidelity)), program);
    }

    static Stream<Arguments> programsAndPlaces() {
        return withEach("fugu 1x1", "fugu 3x1", "fugu 5x1", "fugu 4x4", "alewife 1x1", "alewife 3x1", "alewife 5x1");
    }

    @ParameterizedTest
    @MethodSource("programsAndPlaces")
    void anyNumberOfRanksDoes(String program, String place) {
        var parts = place.split(" ");
        assertWell(request(parts[0], program, parts[1]), program);
    }

    static Stream<Arguments> programsAndMeshes() {
        return withEach("1x1", "3x1", "2x2", "5x1");
    }

    /// Without a message unit, by shared memory.
    @ParameterizedTest
    @MethodSource("programsAndMeshes")
    void messagesNeedNoUnit(String program, String mesh) {
        assertWell(request("dash", program, mesh), program);
    }

    static Stream<String> programs() {
        return PROGRAMS.stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theDigestDependsNeitherOnWindowsNorOnThreads(String program) {
        Repeatable.assertWindowsAndThreadsChangeNothing(request("fugu", program, "2x1"));
    }

    @ParameterizedTest
    @MethodSource("programsAndFidelities")
    void aRunThatGoesOnFromASnapshotEndsAlike(String program, String fidelity) {
        long step = fidelity.equals("timing") ? 1 : fidelity.equals("functional") ? 1000 : 100;
        Repeatable.assertSnapshotsChangeNothing(
                Requests.with(request("fugu", program, "2x1"), Fidelity.parse(fidelity)), step);
    }

    /// Other bytes, other addresses, other lengths.
    @ParameterizedTest
    @ValueSource(strings = {"fugu 3x1", "dash 2x1"})
    void bytesGoAndComeAsAModelSays(String place) {
        var parts = place.split(" ");
        for (long seed = SEED; seed < SEED + 4; seed++) {
            var report = Requests.run(Requests.with(request(parts[0], "active", parts[1]), "60", seed));
            assertThat(report.exitCode())
                    .as("seed %d: %s%s", seed, report.message(), Requests.console(report))
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ask, 'exos: a handler has asked another rank for something: handlers can only reply.\n'",
        "twice, 'exos: a handler has replied twice to a request.\n'",
        "nobody, 'exos: a rank was asked that the job does not have.\n'"
    })
    void whatMayNotBeDoneIsTold(String what, String said) {
        for (var machine : List.of("fugu", "dash")) {
            var report = Requests.run(request(machine, "active", "1x1", "0", what));
            assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
            assertThat(Requests.console(report)).isEqualTo(said);
        }
    }

    /// A job whose turns end in the middle of everything: messages come by the second case of delivery.
    @Test
    void messagesCrossTheTurnsOfOtherJobs() {
        for (var program : PROGRAMS) {
            var first = GuestPrograms.request("test/" + program, "2x1").first();
            var other = GuestPrograms.request("test/messages", "2x1").first();
            var report = Requests.run(CoRuns.sharing("2x1", new Turns(20_000, 10), first, other));
            assertThat(CoRuns.job(report, 0).exitCode()).as(program).isZero();
            assertThat(CoRuns.job(report, 1).exitCode()).isZero();
        }
    }
}
