package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.Structure;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/apart`, on `exos` as a library OS of its own: bound by the loader, and called through
/// hooks.
class LibraryOsTests {
    /// What `guest/tests/served` prints, wherever its library OS is.
    private static final String SERVED = """
            the second page is opened
            a text of two pages
            32 messages and 8 rounds: nothing is lost
            """;

    private static final LibraryOs EXOS =
            new LibraryOs("exos", "1.0", "libos/exos-1.0", GuestPrograms.file("libos/exos-1.0", "exos.so"));

    private static RunRequest request(String mesh, Structure structure) {
        return request(mesh, structure, "timing");
    }

    private static RunRequest request(String mesh, Structure structure, String fidelity) {
        var program = Requests.with(GuestPrograms.request("test/apart", mesh), Fidelity.parse(fidelity));
        return program.on(structure, EXOS, null);
    }

    private static String console(JobReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static RunReport well(RunRequest request) {
        var report = Requests.run(request);
        assertThat(report.exitCode())
                .as(report.message() + console(report.first()))
                .isZero();
        assertThat(console(report.first())).isEqualTo("on a library OS that is apart: 3.143\n");
        return report;
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aProgramRunsOnALibraryOsThatIsApart(String fidelity) {
        well(request("2x2", Structure.EXOKERNEL, fidelity));
    }

    /// The same output, and other cycles, whichever page table and place it has.
    @Test
    void theResultIsTheSameWithEachPageTableInEachPlace() {
        var results = new TreeSet<String>();
        var digests = new TreeSet<String>();
        for (var table : PageTableChoice.values()) {
            for (var placement : LibraryPlacement.values()) {
                var report = well(request("2x2", Structure.EXOKERNEL.with(table).with(placement)));
                results.add(report.first().resultDigest());
                digests.add(report.digest());
            }
        }
        assertThat(results).hasSize(1);
        assertThat(digests).hasSize(LibraryPlacement.values().length * PageTableChoice.values().length);
    }

    /// A library OS that is a server is asked by programs that messages interrupt, and by their handlers.
    @ParameterizedTest
    @CsvSource({
        "LIBRARY, TWO_LEVEL, timing",
        "MONOLITHIC, FLAT, timing",
        "SERVER, TWO_LEVEL, timing",
        "SERVER, FLAT, functional",
        "SERVER, INVERTED, relaxed:100"
    })
    void nothingIsLostWhileMessagesInterrupt(LibraryPlacement placement, PageTableChoice table, String fidelity) {
        var report = Requests.run(served("2x2", placement, table, fidelity));
        assertThat(report.exitCode())
                .as(report.message() + console(report.first()))
                .isZero();
        assertThat(console(report.first())).isEqualTo(SERVED);
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunWithAServerGoesOnFromASnapshotAlike(String fidelity, long step) {
        var request = served("2x1", LibraryPlacement.SERVER, PageTableChoice.INVERTED, fidelity);
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }

    @Test
    void withAServerTheDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(
                served("2x1", LibraryPlacement.SERVER, PageTableChoice.TWO_LEVEL, "timing"));
    }

    /// Without a message unit they go through shared memory of the library OS, and name its own handlers too.
    @ParameterizedTest
    @EnumSource(LibraryPlacement.class)
    void messagesArriveOnAMachineWithoutAMessageUnit(LibraryPlacement placement) {
        var program = GuestPrograms.requestOn("dash", "test/served", "2x2");
        var report = Requests.run(program.on(Structure.EXOKERNEL.with(placement), EXOS, null));
        assertThat(console(report.first())).isEqualTo(SERVED);
    }

    private static RunRequest served(String mesh, LibraryPlacement placement, PageTableChoice table, String fidelity) {
        var program = Requests.with(GuestPrograms.request("test/served", mesh), Fidelity.parse(fidelity));
        return program.on(Structure.EXOKERNEL.with(placement).with(table), EXOS, null);
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(request("2x1", Structure.EXOKERNEL));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        var structure = Structure.EXOKERNEL.with(PageTableChoice.INVERTED);
        Repeatable.assertSnapshotsChangeNothing(request("2x1", structure, fidelity), step);
    }

    @ParameterizedTest
    @EnumSource(PageTableChoice.class)
    void aSnapshotIsOfOneLibraryOsAndOnePageTable(PageTableChoice table) {
        var taken = SnapshotOrigin.of(request("2x1", Structure.EXOKERNEL.with(table)), 1);
        taken.requireSame(request("2x1", Structure.EXOKERNEL.with(table)));
        for (var other : PageTableChoice.values()) {
            if (other == table) continue;
            var request = request("2x1", Structure.EXOKERNEL.with(other));
            assertThat(catchThrowable(() -> taken.requireSame(request))).hasMessageContaining("another run");
        }
    }

    @Test
    void aProgramThatNeedsALibraryOsSaysSo() {
        var report = Requests.run(GuestPrograms.request("test/apart", "1x1"));
        assertThat(report.exitCode()).isEqualTo(127);
        assertThat(console(report.first())).isEqualTo("this program needs a library OS: run it with --libos\n");
    }

    @Test
    void aLibraryOsThatTheLoaderRefusesEndsTheRunBeforeItBegins() {
        var broken = new LibraryOs("exos", "1.0", "broken", GuestPrograms.file("test/apart", "apart.elf"));
        var report = Requests.run(GuestPrograms.request("test/apart", "1x1").on(Structure.EXOKERNEL, broken, null));
        assertThat(report.outcome()).isEqualTo(Outcome.REJECTED_IMAGE);
        assertThat(report.message()).contains("the library OS is no shared object");
    }

    /// On all meshes: the library OS has shared memory of its own, page by page on other nodes.
    @ParameterizedTest
    @ValueSource(strings = {"1x1", "3x1", "3x3"})
    void aLibraryOsHasItsPagesOnAllNodes(String mesh) {
        if (MeshShape.parse(mesh).nodes() > 1) well(request(mesh, Structure.EXOKERNEL));
        else
            assertThat(Requests.run(request(mesh, Structure.EXOKERNEL)).exitCode())
                    .isZero();
    }
}
