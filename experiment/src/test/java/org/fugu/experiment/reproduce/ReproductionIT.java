package org.fugu.experiment.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.RunObserver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every row, for real.
class ReproductionIT {
    private static final long SEED = Long.getLong("fugu.seed", 20261128);
    private static final int SAMPLES = 12;
    private static final Path BENCH =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt/bench");
    private static final Rows ROWS = Rows.load();
    private static List<RowResult> results = List.of();
    private static long longest;

    @BeforeAll
    static void runEveryRow() {
        var reproduction = new Reproduction(ReproductionIT::program, _ -> RunObserver.NONE);
        results = ROWS.rows().stream().map(row -> reproduction.of(row, ROWS)).toList();
        longest = reproduction.longest();
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
                .hasSize(13);
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
    /// bundle/src/main/resources/org/fugu/experiment/reproduce/calibration.yaml` renews the record.
    @Test
    void theRecordOfCalibrationIsOfThisModelAndTheseMachines() throws IOException {
        try (var file = Objects.requireNonNull(Rows.class.getResourceAsStream("calibration.yaml"))) {
            assertThat(Calibration.record(results)).isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /// The record of what rows come to under other figures is too long to be measured here again. So are
    /// all rows as they are, and some under something that was tried.
    @Test
    void theRecordOfSensitivityIsOfTheseRows() {
        for (var result : results) {
            assertThat(result.values().stream().map(Sensitivity::rounded))
                    .as(
                            "%s: ./fugu reproduce --record-sensitivity FILE renews the record",
                            result.row().name())
                    .isEqualTo(ROWS.sensitivity().of(result.row()).here());
        }
        var study = new SensitivityStudy(ROWS, ReproductionIT::program, _ -> {});
        var random = new Random(SEED);
        for (int i = 0; i < SAMPLES; i++) {
            var row = ROWS.rows().get(random.nextInt(ROWS.rows().size()));
            var tried = List.copyOf(study.tried(row));
            if (tried.isEmpty()) continue;
            var change = tried.get(random.nextInt(tried.size()));
            assertThat(study.under(row, change, longest))
                    .as("%s with %s", row.name(), change)
                    .isEqualTo(ROWS.sensitivity().of(row).under(change));
        }
    }
}
