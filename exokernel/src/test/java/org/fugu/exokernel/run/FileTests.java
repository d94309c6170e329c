package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshRectangle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of the library OS on the disk, which the program compares with a model.
class FileTests {
    private static final DiskContents BLANK = new DiskContents(new byte[0]);
    private static final Limits LIMITS = new Limits(10_000_000_000L, 100_000_000, 1 << 16, 1 << 22);

    private static RunRequest request(String machine, String fidelity, String mesh, String... arguments) {
        var request = Requests.with(GuestPrograms.requestOn(machine, "test/files", mesh, arguments), LIMITS);
        return CoRuns.with(with(request, BLANK), Fidelity.parse(fidelity));
    }

    private static RunRequest with(RunRequest request, DiskContents contents) {
        var jobs = request.jobs().stream().map(job -> job.with(contents)).toList();
        return new RunRequest(jobs, request.turns(), request.preset(), request.mesh(), request.fidelity(), 1);
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
    void filesAreWhatTheModelSays(String where) {
        var words = where.split(" ");
        var report = Requests.run(request(words[0], words[1], "1x1"));
        assertThat(Requests.console(report)).isEqualTo("files are as they should be\n");
        assertThat(report.first().exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void otherSeedsDrawOtherOperations(long seed) {
        var request = Requests.with(request("fugu", "functional", "1x1"), "30", seed);
        assertThat(Requests.console(Requests.run(with(request, BLANK)))).isEqualTo("files are as they should be\n");
    }

    @Test
    void aFullDiskKeepsWhatItHas() {
        var report = Requests.run(request("fugu", "functional", "1x1", "5", "full"));
        assertThat(Requests.console(report)).isEqualTo("files are as they should be\n");
    }

    /// What one run leaves, the next one finds; and what is spoilt is not taken for files.
    @Test
    void aDiskGoesFromRunToRun() {
        var blank = request("fugu", "functional", "1x1", "5");
        byte[] first = after(blank);
        var report = Requests.run(with(blank, new DiskContents(first)));
        assertThat(Requests.console(report)).contains("and were there");
        assertThat(report.first().metrics()).containsEntry("runs_before", 1L);
        byte[] spoilt = after(with(request("fugu", "functional", "1x1", "5", "damage"), new DiskContents(first)));
        for (var other : List.of(spoilt, new byte[] {1, 2, 3})) {
            var refused = Requests.run(with(blank, new DiskContents(other)));
            assertThat(Requests.console(refused)).startsWith("exos: the files on the disk are damaged: ");
            assertThat(refused.first().exitCode()).isOne();
            assertThat(after(with(blank, new DiskContents(other))))
                    .as("nothing was written")
                    .isEqualTo(other);
        }
    }

    private static byte[] after(RunRequest request) {
        var kept = new AtomicReference<byte[]>();
        Exokernel.run(request, new RunObserver() {
            @Override
            public boolean wantsDisks() {
                return true;
            }

            @Override
            public void disk(int job, byte[] bytes) {
                kept.set(bytes);
            }
        });
        return Objects.requireNonNull(kept.get());
    }

    @Test
    void withoutADiskNothingIsThere() {
        var report = Requests.run(Requests.with(GuestPrograms.request("test/files", "1x1"), LIMITS));
        assertThat(Requests.console(report)).isEqualTo("no disk\n");
        assertThat(report.first().exitCode()).isEqualTo(2);
    }

    @Test
    void neitherHostThreadsNorSnapshotsChangeAnything() {
        var request = request("fugu", "timing", "2x1", "2");
        var expected = Requests.run(request).digest();
        var twoThreads = Requests.machine(request, 2);
        assertThat(Requests.runOn(request, twoThreads).digest()).isEqualTo(expected);
        Repeatable.assertSnapshotsChangeNothing(CoRuns.with(request, Fidelity.parse("relaxed:100")), 100);
    }

    /// Each of two jobs that have a node in turns has its own files.
    @Test
    void jobsInTurnsHaveTheirOwnFiles() {
        var job = request("fugu", "timing", "1x1", "4").first();
        var place = MeshRectangle.parse("1x1+0+0");
        var shared = CoRuns.sharing(
                "1x1",
                new Turns(50_000, 0),
                CoRuns.placed(job, place).with(BLANK),
                CoRuns.placed(job, place).with(BLANK));
        var report = Requests.run(CoRuns.with(shared, Fidelity.parse("functional")));
        for (var each : report.jobs()) assertThat(each.exitCode()).isZero();
        assertThat(report.jobs()).hasSize(2);
    }
}
