package org.fugu.experiment.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Manifest;
import org.fugu.bundle.MeasurePattern;
import org.fugu.bundle.Thresholds;
import org.fugu.bundle.run.InvalidRunException;
import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Benchmarks of a prebuilt bundle.
class BenchmarkRunIT {
    private static final Path STENCIL =
            Path.of(System.getProperty("fugu.root"), "guest", "prebuilt", "bench", "stencil.zip");

    private static Measurement measured(List<String> regions, String... measures) throws Exception {
        var bundle = Bundle.ofFile(Files.readAllBytes(STENCIL));
        var usual = bundle.manifest().benchmarks().getFirst();
        var named = new TreeMap<String, List<String>>();
        if (!regions.isEmpty()) named.put("own", regions);
        var benchmark = new Manifest.Benchmark(
                "stencil",
                usual.setting(),
                Stream.of(measures).map(MeasurePattern::new).toList(),
                named,
                Thresholds.NONE);
        return BenchmarkRun.measure(BoundBundle.of(bundle), benchmark, 1, RunObserver.NONE);
    }

    @Test
    void countersAndPatternsAreMeasuresAndWhatNothingReportsIsNamed() throws Exception {
        var measured = measured(
                List.of(),
                "cycles",
                "counter:directory.*",
                "*_cycles",
                "hpos",
                "counter:directory.overflow",
                "region.other.cycles");

        assertThat(measured.measures())
                .containsOnlyKeys(
                        "cycles",
                        "counter:directory.handler_cycles",
                        "counter:directory.invalidations",
                        "counter:directory.overflows",
                        "counter:directory.requests",
                        "stencil_cycles");
        assertThat(measured.measures().get("counter:directory.requests")).isPositive();
        assertThat(measured.unreported()).containsExactly("counter:directory.overflow", "hpos", "region.other.cycles");
        assertThat(measured.units()).containsEntry("stencil_cycles", "cycles");
    }

    @Test
    void aRegionIsWhatItsFunctionsTookOnAllNodesAndChangesNothing() throws Exception {
        var plain = measured(List.of(), "cycles");
        var one = measured(List.of("main"), "cycles", "region.own.cycles");
        var more = measured(List.of("main", "fugu_shared_barrier"), "cycles", "region.own.cycles");

        assertThat(one.measures().get("cycles")).isEqualTo(plain.measures().get("cycles"));
        assertThat(one.digest()).isEqualTo(plain.digest());
        assertThat(one.measures().get("region.own.cycles")).isPositive();
        assertThat(more.measures().get("region.own.cycles"))
                .isGreaterThan(one.measures().get("region.own.cycles"));
        assertThat(one.units()).containsEntry("region.own.cycles", "cycles");
    }

    /// Keeps its run whenever that can be.
    private static final class Keeper implements RunObserver {
        private final TreeMap<Long, byte[]> kept = new TreeMap<>();
        private final List<Long> resumed = new ArrayList<>();

        @Override
        public int checkpointRoom() {
            return 64 << 20;
        }

        @Override
        public void checkpoint(long cycle, byte @Nullable [] snapshot) {
            kept.put(cycle, Objects.requireNonNull(snapshot));
        }

        @Override
        public void resumed(long cycle) {
            resumed.add(cycle);
        }
    }

    @Test
    void aBenchmarkThatGoesOnFromACheckpointHasTheSameFiguresThoseOfItsRegionsToo() throws Exception {
        var bound = BoundBundle.of(Bundle.ofFile(Files.readAllBytes(STENCIL)));
        var usual = bound.bundle().manifest().benchmarks().getFirst();
        for (var regions :
                List.of(new TreeMap<String, List<String>>(), new TreeMap<>(Map.of("own", List.of("main"))))) {
            var measures = Stream.of("cycles", "counter:*", "region.*", "*_cycles")
                    .map(MeasurePattern::new)
                    .toList();
            var benchmark = new Manifest.Benchmark("stencil", usual.setting(), measures, regions, Thresholds.NONE);
            var whole = BenchmarkRun.measured(bound, benchmark, 1, RunObserver.NONE);
            var keeper = new Keeper();
            assertThat(BenchmarkRun.measured(bound, benchmark, 1, keeper)).isEqualTo(whole);
            assertThat(keeper.kept).isNotEmpty();
            assertThat(whole.measurement().measures().containsKey("region.own.cycles"))
                    .isEqualTo(!regions.isEmpty());
            for (var kept : keeper.kept.entrySet()) {
                var next = new Keeper();
                assertThat(BenchmarkRun.measured(bound, benchmark, kept.getValue(), 1, next))
                        .as("from " + kept.getKey())
                        .isEqualTo(whole);
                assertThat(next.resumed).containsExactly(kept.getKey());
            }
        }
    }

    @Test
    void aRegionOfAFunctionThatTheProgramHasNotIsRefused() {
        assertThatThrownBy(() -> measured(List.of("mian"), "cycles"))
                .isInstanceOf(InvalidRunException.class)
                .hasMessageContaining("the program has no function 'mian'")
                .hasMessageContaining("did you mean 'main'?");
    }
}
