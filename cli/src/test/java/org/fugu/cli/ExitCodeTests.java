package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.fugu.cli.service.ServiceClient;
import org.fugu.cli.terminal.ExitCode;
import org.fugu.exokernel.run.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTests {
    @ParameterizedTest
    @CsvSource({
        "EXITED, 0, 0",
        "EXITED, 1, 4",
        "EXITED, 42, 4",
        "TRAPPED, , 4",
        "CYCLE_LIMIT, , 42",
        "INSTRUCTION_LIMIT, , 4",
        "MEMORY_LIMIT, , 4",
        "CONSOLE_LIMIT, , 4",
        "DEADLOCK, , 4",
        "REJECTED_IMAGE, , 7",
        "ASSERTION_FAILED, 0, 4",
    })
    void everyOutcomeHasTheExitCodeOfTheContract(Outcome outcome, @Nullable Integer exitCode, int expected) {
        assertThat(ExitCode.of(outcome, exitCode).number()).isEqualTo(expected);
        assertThat(ExitCode.of("finished", outcome.wireName(), exitCode).number())
                .isEqualTo(expected);
    }

    @Test
    void aFaultOfTheServiceIsNotTheGuests() {
        assertThat(ExitCode.of("infrastructure_error", null, null).number()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "401, not-signed-in, 7",
        "403, forbidden, 7",
        "429, too-many-attempts, 7",
        "409, no-free-rectangle, 7",
        "422, bundle-ratio, 7",
        "422, elf-truncated, 7",
        "413, bundle-too-large, 7",
        "422, manifest-invalid, 2",
        "422, partition-too-large, 2",
        "404, not-found, 2",
        "500, internal, 8",
        "503, unavailable, 8",
    })
    void everyProblemOfTheServiceHasAnExitCode(int status, String code, int expected) {
        assertThat(ServiceClient.exitCode(status, code).number()).isEqualTo(expected);
    }
}
