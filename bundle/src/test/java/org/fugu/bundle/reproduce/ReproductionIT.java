package org.fugu.bundle.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.RunObserver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every row, for real.
class ReproductionIT {
    private static final Path BENCH =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt/bench");
    private static List<RowResult> results = List.of();

    @BeforeAll
    static void runEveryRow() {
        var reproduction = new Reproduction(ReproductionIT::program, _ -> RunObserver.NONE);
        results = Rows.load().rows().stream().map(reproduction::of).toList();
    }

    private static Bundle program(String name) {
        try {
            return Bundle.read(Files.readAllBytes(BENCH.resolve(name + ".zip")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRowIsWithinItsTolerance() {
        assertThat(results)
                .hasSizeGreaterThan(15)
                .allSatisfy(result -> assertThat(result.isWithinTolerance())
                        .as("%s: %s, published %s", result.row().name(), result.simulated(), result.published())
                        .isTrue());
    }

    /// The twelve rows of Alewife's table, and the step of LimitLESS.
    @Test
    void theTablesOfAlewifeAreComplete() {
        assertThat(results.stream().filter(result -> result.row().target() == 12))
                .hasSize(12);
        assertThat(results.stream().filter(result -> result.row().name().equals("worker-set-step")))
                .singleElement()
                .satisfies(result -> assertThat(result.simulated()).isEqualTo(5));
    }

    /// Rows of native operations for all six, and one common request.
    @Test
    void theTableOfTheSixMachinesComesFirst() {
        assertThat(results.getFirst().row().target()).isEqualTo(1);
        for (int target : new int[] {1, 3}) {
            assertThat(results.stream()
                            .filter(result -> result.row().target() == target)
                            .map(result -> result.row().machine()))
                    .as("target " + target)
                    .contains("now-atm-am", "now-remote-access", "now-hpam", "now-myrinet", "alewife", "dash");
        }
    }

    /// A preset or a model that changed in silence is noticed here; `./fugu reproduce --record
    /// bundle/src/main/resources/org/fugu/bundle/reproduce/calibration.yaml` renews the record.
    @Test
    void theRecordOfCalibrationIsOfThisModelAndTheseMachines() throws IOException {
        try (var file = Objects.requireNonNull(Rows.class.getResourceAsStream("calibration.yaml"))) {
            assertThat(Calibration.record(results)).isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
