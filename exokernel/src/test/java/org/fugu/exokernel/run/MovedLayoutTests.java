package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.exokernel.loader.Placement;
import org.fugu.machine.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A program whose parts are moved is the same program: only its cycles may differ, and those are exact.
class MovedLayoutTests {
    private static final List<LayoutSeeds> LAYOUTS =
            List.of(new LayoutSeeds(3, 0, 0), new LayoutSeeds(0, 3, 0), new LayoutSeeds(0, 0, 3), LayoutSeeds.all(4));

    /// Those that print what their data are, and no times.
    static Stream<RunRequest> programs() {
        return Stream.concat(
                Arrays.stream(GuestPrograms.BENCHMARKS)
                        .filter(name -> name.startsWith("lu, ")
                                || name.startsWith("fft, ")
                                || name.startsWith("radix, ")
                                || name.startsWith("matmul, ")
                                || name.startsWith("alltoall, "))
                        .map(GuestPrograms::request),
                Stream.of(GuestPrograms.request("pingpong", "2x2"), GuestPrograms.request("test/heap", "1x1")));
    }

    private static RunRequest in(RunRequest request, Fidelity fidelity) {
        return new RunRequest(request.jobs(), request.preset(), request.mesh(), fidelity, 1);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void itEndsWellInEveryFidelityAndTheSameTwice(RunRequest program) {
        for (var fidelity : List.of(new Fidelity.Functional(), new Fidelity.Timing(), new Fidelity.Relaxed(100))) {
            var usual = Requests.run(in(program, fidelity));
            assertThat(usual.outcome()).isEqualTo(Outcome.EXITED);
            var layouts = fidelity instanceof Fidelity.Timing ? LAYOUTS : List.of(LayoutSeeds.all(4));
            for (var layout : layouts) {
                var moved = Requests.run(in(program, fidelity).moved(layout));
                assertThat(moved.outcome()).as(layout.toString()).isEqualTo(Outcome.EXITED);
                assertThat(moved.exitCode()).isEqualTo(usual.exitCode());
                assertThat(moved.digest()).isNotEqualTo(usual.digest());
                assertThat(Requests.run(in(program, fidelity).moved(layout)).digest())
                        .isEqualTo(moved.digest());
            }
        }
    }

    @Test
    void windowsThreadsAndSnapshotsChangeNothing() {
        var program = GuestPrograms.request("fft, 2x2, 16").moved(LayoutSeeds.all(5));
        Repeatable.assertWindowsAndThreadsChangeNothing(program);
        Repeatable.assertSnapshotsChangeNothing(program, 1);
    }

    @Test
    void eachKindOfSeedMovesCycles() {
        var program = GuestPrograms.request("fft, 2x2, 16");
        for (int kind = 0; kind < 3; kind++) {
            var cycles = new TreeSet<Long>();
            for (long seed = 0; seed < 8; seed++) {
                var layout = new LayoutSeeds(kind == 0 ? seed : 0, kind == 1 ? seed : 0, kind == 2 ? seed : 0);
                cycles.add(Requests.run(program.moved(layout)).cycles());
            }
            assertThat(cycles).as("kind " + kind).hasSizeGreaterThan(2);
        }
    }

    @Test
    void aProgramThatHasNoMemoryToSpareRunsToo() {
        var program = GuestPrograms.request("test/heap", "1x1");
        var image = (ElfImage) ElfImage.parse(program.image());
        long least = Placement.framesNeeded(image, 1) << 12;
        var limits = program.limits();
        var tight = Requests.with(
                program, new Limits(limits.cycles(), limits.instructions(), limits.consoleBytes(), least));
        assertThat(Requests.run(tight.moved(LayoutSeeds.all(1))).outcome())
                .isEqualTo(Requests.run(tight).outcome());
    }
}
