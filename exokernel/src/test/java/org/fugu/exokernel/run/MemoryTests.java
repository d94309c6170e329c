package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.Structure;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/memory`: a program changes the rights of its pages at random, maps and unmaps some, and
/// compares what it finds with a model, under each organisation of the library OS's page table.
class MemoryTests {
    private static RunRequest request(PageTableChoice table, String... arguments) {
        return requestOn("fugu", table, arguments);
    }

    private static RunRequest requestOn(String machine, PageTableChoice table, String... arguments) {
        return requestOn(machine, "1x1", table, arguments);
    }

    private static RunRequest requestOn(String machine, String mesh, PageTableChoice table, String... arguments) {
        var request = GuestPrograms.requestOn(machine, "test/memory", mesh, arguments);
        var job = request.first().on(Structure.EXOKERNEL.with(table), null);
        return new RunRequest(
                List.of(job), request.preset(), request.mesh(), request.fidelity(), request.hostThreads());
    }

    private static RunRequest with(RunRequest request, String fidelity) {
        return new RunRequest(
                request.jobs(), request.preset(), request.mesh(), Fidelity.parse(fidelity), request.hostThreads());
    }

    static Stream<Arguments> tablesAndFidelities() {
        return Stream.of(PageTableChoice.values())
                .flatMap(table -> Stream.of("timing", "functional", "relaxed:100")
                        .map(fidelity -> Arguments.of(table, fidelity)));
    }

    @ParameterizedTest
    @MethodSource("tablesAndFidelities")
    void pagesAreAsTheModelSays(PageTableChoice table, String fidelity) {
        var report = Requests.run(with(request(table), fidelity));
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
    }

    /// Machines whose translations follow from memory, and one whose do not.
    @ParameterizedTest
    @ValueSource(strings = {"alewife", "dash", "now-hpam", "decstation-5000-125"})
    void theSameHoldsOnOtherMachines(String machine) {
        for (var table : List.of(PageTableChoice.TWO_LEVEL, PageTableChoice.INVERTED)) {
            var report = Requests.run(requestOn(machine, table, "600"));
            assertThat(report.exitCode())
                    .as(report.message() + Requests.console(report))
                    .isZero();
        }
    }

    @Test
    void eachOrganisationTakesAnotherTime() {
        var cycles = Stream.of(PageTableChoice.TWO_LEVEL, PageTableChoice.FLAT, PageTableChoice.INVERTED)
                .map(table -> Requests.run(request(table, "100")).cycles())
                .toList();
        assertThat(cycles).doesNotHaveDuplicates();
        assertThat(Requests.run(request(PageTableChoice.LINKED, "100")).cycles())
                .as("where nothing is asked for, two levels")
                .isEqualTo(cycles.getFirst());
    }

    @ParameterizedTest
    @EnumSource
    void theDigestDependsNeitherOnWindowsNorOnThreads(PageTableChoice table) {
        Repeatable.assertWindowsAndThreadsChangeNothing(requestOn("fugu", "2x1", table, "50"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 5", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        for (var table : List.of(PageTableChoice.TWO_LEVEL, PageTableChoice.INVERTED)) {
            Repeatable.assertSnapshotsChangeNothing(with(request(table, "40"), fidelity), step);
        }
    }

    /// Neither one that says no nor one that faults for ever.
    @ParameterizedTest
    @ValueSource(strings = {"decline", "deep"})
    void aHandlerThatDoesNotHelpEndsTheJob(String how) {
        var report = Requests.run(request(PageTableChoice.LINKED, how));
        assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
        assertThat(report.message()).contains("store_page_fault");
    }
}
