package org.fugu.exokernel.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that move blocks between memory and the disk of their node, by the kernel's calls alone.
class DiskRunTests {
    /// Disks are slow: a transfer takes some hundred thousand cycles.
    private static final Limits LIMITS = new Limits(10_000_000_000L, 100_000_000, 1 << 16, 1 << 22);

    private static final DiskContents BLANK = new DiskContents(new byte[0]);

    private static RunRequest request(String machine, String fidelity, String mesh, String... arguments) {
        var request = GuestPrograms.requestOn(machine, "test/extents", mesh, arguments);
        return CoRuns.with(withDisk(Requests.with(request, LIMITS), BLANK), Fidelity.parse(fidelity));
    }

    private static RunRequest withDisk(RunRequest request, DiskContents contents) {
        var jobs = request.jobs().stream().map(job -> job.with(contents)).toList();
        return new RunRequest(jobs, request.turns(), request.preset(), request.mesh(), request.fidelity(), 1);
    }

    private static void assertWell(JobReport report) {
        assertThat(report.exitCode()).as(report.console().toString()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fugu timing",
                "fugu functional",
                "fugu relaxed:100",
                "decstation-3100 timing",
                "decstation-5000-200 functional"
            })
    void blocksGoBothWaysAndNothingElseDoes(String where) {
        var words = where.split(" ");
        var report = Requests.run(request(words[0], words[1], "1x1", "20"));
        assertThat(Requests.console(report)).contains("extents are as they should be");
        assertThat(report.first().exitCode()).isZero();
        assertThat(report.counters().getFirst().get("disk.reads")).isPositive();
        assertThat(report.counters().getFirst().get("disk.busy")).isPositive();
    }

    @Test
    void thousandsOfTransfersAreRepeatable() {
        var request = request("fugu", "functional", "1x1", "3000");
        var report = Requests.run(request);
        assertThat(report.first().exitCode()).isZero();
        assertThat(report.counters().getFirst().get("disk.reads")).isGreaterThan(1_000);
        assertThat(Requests.run(request).digest()).isEqualTo(report.digest());
    }

    @Test
    void aRunWithoutADiskSaysSo() {
        var report = Requests.run(GuestPrograms.request("test/extents", "1x1"));
        assertThat(report.first().exitCode()).isEqualTo(2);
        assertThat(report.counters().getFirst()).doesNotContainKey("disk.reads");
    }

    /// Each rank has the disk of its node; the ranks' lines invalidate each other in no way.
    @Test
    void neitherWindowsNorHostThreadsNorSnapshotsChangeAnything() {
        var request = request("fugu", "timing", "2x1", "3");
        Repeatable.assertWindowsAndThreadsChangeNothing(request);
        Repeatable.assertSnapshotsChangeNothing(request, 1);
        Repeatable.assertSnapshotsChangeNothing(CoRuns.with(request, Fidelity.parse("functional")), 1_000);
        Repeatable.assertSnapshotsChangeNothing(CoRuns.with(request, Fidelity.parse("relaxed:100")), 100);
    }

    @Test
    void whatTheDiskHeldIsPartOfTheRun() {
        var blank = request("fugu", "functional", "1x1", "1");
        var other = withDisk(blank, new DiskContents(new byte[] {0, 0, 5}));
        assertThat(Requests.run(other).digest())
                .isNotEqualTo(Requests.run(blank).digest());
        var slow = new RunRequest(
                blank.jobs(), blank.preset().with("disk.overhead", 0), blank.mesh(), blank.fidelity(), 1);
        assertThat(Requests.run(slow).cycles()).isLessThan(Requests.run(blank).cycles());
    }

    /// Jobs that have the node in turns each have their own part of its disk, and find in it what they put there.
    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void jobsInTurnsHaveTheirOwnParts(String fidelity) {
        var job = request("fugu", fidelity, "1x1", "4").first();
        var place = MeshRectangle.parse("1x1+0+0");
        var request = CoRuns.with(
                inTurns(
                        CoRuns.placed(job, place).with(BLANK),
                        CoRuns.placed(job, place).with(new DiskContents(new byte[] {9}))),
                Fidelity.parse(fidelity));
        var seen = new TreeMap<Integer, byte[]>();
        var report = Exokernel.run(request, new RunObserver() {
            @Override
            public boolean wantsDisks() {
                return true;
            }

            @Override
            public void disk(int number, byte[] bytes) {
                seen.put(number, bytes);
            }
        });
        for (var each : report.jobs()) assertWell(each);
        assertThat(seen).hasSize(2);
        assertThat(requireNonNull(seen.get(0))[0]).isZero();
        assertThat(requireNonNull(seen.get(1))[0]).isEqualTo((byte) 9);
        assertThat(Requests.run(request).digest()).isEqualTo(report.digest());
    }

    private static RunRequest inTurns(JobRequest... jobs) {
        var mesh = CoRuns.request("1x1", jobs[0]).mesh();
        return new RunRequest(
                new ArrayList<>(List.of(jobs)),
                new Turns(50_000, 0),
                Preset.named("fugu"),
                mesh,
                new Fidelity.Timing(),
                1);
    }

    /// A request that is kept has no contents, and is refused as one that can be carried out.
    @Test
    void jobsThatNeedMoreOfADiskThanThereIsAreRefusedWithoutItsContents() {
        var job = request("fugu", "timing", "1x1", "4").first();
        var place = MeshRectangle.parse("1x1+0+0");
        var one = RunInputs.of(CoRuns.request("1x1", CoRuns.placed(job, place).with(BLANK)));
        long most = one.machine().value("disk.blocks") * one.machine().value("disk.block_bytes");
        var limits = one.limits();
        var large = one.first()
                .within(new Limits(limits.cycles(), limits.instructions(), limits.consoleBytes(), most / 2 + 4096));
        assertThatThrownBy(() -> new RunInputs(
                        List.of(large, large.at(place, 0)),
                        new Turns(50_000, 0),
                        one.machine(),
                        one.overrides(),
                        one.mesh(),
                        one.fidelity()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks of a disk");
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheRun() {
        var plain = GuestPrograms.requestOn("dash", "test/extents", "1x1");
        assertThatThrownBy(() -> withDisk(plain, BLANK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the machine dash has no disk for 'extents'");
        var request = GuestPrograms.request("test/extents", "1x1");
        int tooMany = (int) request.limits().memoryBytes() + 1;
        assertThatThrownBy(() -> withDisk(request, new DiskContents(new byte[tooMany])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("raise its limit memoryBytes");
    }
}
