package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.Structure;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What exos has on top of messages: `guest/tests/active`, `collectives` and `invocations`, each against a model
/// that the program has itself; and all three where the library OS is apart, `guest/tests/apartmessages`.
class MessageLibraryTests {
    private static final List<String> PROGRAMS = List.of("active", "collectives", "invocations");
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
        var expected = new String(GuestPrograms.file("test/" + program, "expected.txt"), StandardCharsets.UTF_8);
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

    /// Other bytes, addresses and lengths; other collectives, in another order.
    @ParameterizedTest
    @CsvSource({"active, 60, fugu 3x1", "active, 60, dash 2x1", "collectives, 40, fugu 3x1", "collectives, 40, dash 2x2"
    })
    void whatIsDrawnIsAsTheModelSays(String program, String rounds, String place) {
        var parts = place.split(" ");
        for (long seed = SEED; seed < SEED + 4; seed++) {
            var report = Requests.run(Requests.with(request(parts[0], program, parts[1]), rounds, seed));
            assertThat(report.exitCode())
                    .as("seed %d: %s%s", seed, report.message(), Requests.console(report))
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "active, ask, 'a handler has asked another rank for something: handlers can only reply.'",
        "active, twice, 'a handler has replied twice to a request.'",
        "active, nobody, 'a rank was asked that the job does not have.'",
        "collectives, root, 'the root of a collective is a rank that the job does not have.'",
        "collectives, size, 'ranks do not agree how many bytes a collective is of.'",
        "collectives, element, 'an element that is combined has 1,024 bytes at most.'",
        "collectives, calls, 'ranks have called different collectives.'"
    })
    void whatMayNotBeDoneIsTold(String program, String what, String said) {
        for (var machine : List.of("fugu", "dash")) {
            var report = Requests.run(request(machine, program, "2x1", "0", what));
            assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
            assertThat(Requests.console(report))
                    .contains("exos: " + said + "\n")
                    .doesNotContain("nothing happened");
        }
    }

    /// A stack of four kilobytes is enough for `printf` of a double.
    @Test
    void aFunctionThatRunsElsewhereMayPrint() {
        var report = Requests.run(request("fugu", "invocations", "2x1", "3141"));
        assertThat(Requests.console(report)).endsWith("are settled\n3.141\n");
    }

    @ParameterizedTest
    @EnumSource(LibraryPlacement.class)
    void theSameHoldsWhereTheLibraryOsIsApart(LibraryPlacement placement) {
        var exos = new LibraryOs("exos", "1.0", "libos/exos-1.0", GuestPrograms.file("libos/exos-1.0", "exos.so"));
        var structure = Structure.EXOKERNEL.with(placement);
        for (var machine : List.of("fugu", "dash")) {
            assertWell(request(machine, "apartmessages", "3x1").on(structure, exos, null), "apartmessages");
        }
        Repeatable.assertSnapshotsChangeNothing(
                request("fugu", "apartmessages", "2x1").on(structure, exos, null), 1);
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
