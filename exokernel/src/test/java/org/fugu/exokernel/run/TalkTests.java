package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.Structure;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `guest/tests/talk`: processes of a rank talk through pipes and call each other, and a stride scheduler
/// gives them time. The program itself checks what hostile partners can do, and what is refused.
class TalkTests {
    private static final String LAST_LINE = "time is given in proportion\n";

    private static RunRequest request(String fidelity) {
        return Requests.with(GuestPrograms.request("test/talk", "1x1"), Fidelity.parse(fidelity));
    }

    private static String console(JobReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static void assertWell(JobReport report) {
        assertThat(report.exitCode()).as(report.message() + console(report)).isZero();
        assertThat(console(report)).endsWith(LAST_LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void processesTalk(String fidelity) {
        assertWell(Requests.run(request(fidelity)).first());
    }

    @Test
    void theDigestDependsNeitherOnWindowsNorOnThreads() {
        Repeatable.assertWindowsAndThreadsChangeNothing(GuestPrograms.request("test/talk", "2x1"));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        Repeatable.assertSnapshotsChangeNothing(request(fidelity), step);
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "relaxed:100, 100"})
    void processesTalkWithinTheTurnsOfTheirJob(String fidelity, long step) {
        var talk = GuestPrograms.request("test/talk", "2x1").first();
        var other = GuestPrograms.request("test/messages", "2x1").first();
        var request = CoRuns.with(CoRuns.sharing("2x1", new Turns(30_000, 10), talk, other), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        assertWell(CoRuns.job(report, 0));
        assertThat(CoRuns.job(report, 1).exitCode()).isZero();
        Repeatable.assertSnapshotsChangeNothing(request, step);
    }

    /// The program does the same on every kernel, and takes another time.
    @ParameterizedTest
    @EnumSource(KernelModel.class)
    void theKernelIsAPartOfTheRun(KernelModel kernel) {
        var usual = Requests.run(request("timing"));
        var request = request("timing").on(Structure.of(kernel));
        var report = Requests.run(request);
        assertWell(report.first());
        assertThat(report.digest().equals(usual.digest())).isEqualTo(kernel == KernelModel.AEGIS);
        assertThat(report.cycles() > usual.cycles()).isEqualTo(kernel != KernelModel.AEGIS);
        Repeatable.assertSnapshotsChangeNothing(request, 1);
    }

    /// What one job's kernel takes is not charged to another one.
    @Test
    void aJobBesideOneOnAnotherKernelDoesNotNotice() {
        var victim = GuestPrograms.request("test/messages", "2x1").first();
        var talk = GuestPrograms.request("test/talk", "1x1").first();
        var placed = CoRuns.placed(talk, MeshRectangle.parse("1x1+2+0"));
        var request = CoRuns.request(
                "3x1",
                CoRuns.placed(victim, MeshRectangle.parse("2x1+0+0")),
                placed.on(Structure.of(KernelModel.ULTRIX), null));
        var report = Requests.run(request);
        var alone = Requests.run(CoRuns.only(request, 0)).first();
        assertThat(CoRuns.job(report, 0)).usingRecursiveComparison().isEqualTo(alone);
        assertWell(CoRuns.job(report, 1));
    }
}
