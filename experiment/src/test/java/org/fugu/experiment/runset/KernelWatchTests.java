package org.fugu.experiment.runset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Recording;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.TraceOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a kernel did is counted, also in a run that goes on from a checkpoint.
class KernelWatchTests {
    private static final Path PINGPONG =
            Path.of(System.getProperty("fugu.root", ".."), "guest", "prebuilt", "pingpong.zip");

    /// Keeps its run whenever that can be.
    private static final class Keeper implements RunObserver {
        private final KernelWatch watch = new KernelWatch();
        private final TreeMap<Long, byte[]> kept = new TreeMap<>();

        @Override
        public TraceOrder trace() {
            return watch.order();
        }

        @Override
        public Recording recording() {
            return watch;
        }

        @Override
        public int checkpointRoom() {
            return 64 << 20;
        }

        @Override
        public void checkpoint(long cycle, byte @Nullable [] snapshot) {
            kept.put(cycle, Objects.requireNonNull(snapshot));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void itIsTheSameFromAnyCheckpoint(String fidelity) throws Exception {
        var request = RunPlan.of(
                        Bundle.read(Files.readAllBytes(PINGPONG)),
                        new RunOptions(
                                null,
                                List.of("500", "interrupt"),
                                null,
                                null,
                                null,
                                fidelity,
                                null,
                                LimitsGiven.NONE,
                                Collections.emptySortedMap(),
                                1))
                .request();
        var keeper = new Keeper();
        Exokernel.run(request, keeper);
        assertThat(keeper.kept).isNotEmpty();
        assertThat(keeper.watch.work()).isNotEmpty();
        keeper.kept.forEach((cycle, snapshot) -> {
            var next = new Keeper();
            Exokernel.resume(request, snapshot, next);
            assertThat(next.watch.work()).as("from " + cycle).isEqualTo(keeper.watch.work());
        });
    }
}
