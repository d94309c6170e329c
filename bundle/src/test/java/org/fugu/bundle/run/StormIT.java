package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.machine.preset.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Locks, lock-free structures and litmus tests, in every fidelity and on every machine whose nodes
/// share memory. The programs find out themselves whether anything was lost, or seen that no order
/// of all accesses gives.
class StormIT {
    private static final Path PREBUILT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt/test");
    private static final List<String> FIDELITIES = List.of("functional", "timing", "relaxed:100");

    /// @param rounds how often each participant does what is tried
    /// @param contexts of each node that take part
    record Storm(String program, String machine, String mesh, int rounds, int contexts) {
        RunReport run(String fidelity) throws IOException {
            var args = List.of(Integer.toString(rounds), Integer.toString(contexts));
            var options = new RunOptions(
                    null, args, machine, mesh, null, fidelity, null, LimitsGiven.NONE, Collections.emptySortedMap(), 1);
            var bundle = Bundle.read(Files.readAllBytes(PREBUILT.resolve(program + ".zip")));
            var plan = RunPlan.of(bundle, options);
            return plan.judge(Exokernel.run(plan.request(), RunObserver.NONE));
        }

        void passes(String fidelity) throws IOException {
            var report = run(fidelity);
            var console = new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8);
            assertThat(report.outcome())
                    .as(this + ", " + fidelity + ": " + report.message() + "\n" + console)
                    .isEqualTo(Outcome.EXITED);
            assertThat(report.exitCode()).as(this + ", " + fidelity).isZero();
        }
    }

    static Stream<Storm> ofAnySize() {
        return Stream.of(
                new Storm("storm", "fugu", "1x1", 8, 1),
                new Storm("storm", "fugu", "1x1", 4, 4),
                new Storm("storm", "fugu", "2x1", 8, 1),
                new Storm("storm", "fugu", "3x1", 8, 1),
                new Storm("storm", "fugu", "3x1", 3, 3),
                new Storm("storm", "fugu", "4x4", 3, 1),
                new Storm("storm", "fugu", "8x8", 1, 1),
                new Storm("litmus", "fugu", "1x1", 24, 4),
                new Storm("litmus", "fugu", "2x1", 48, 1),
                new Storm("litmus", "fugu", "4x2", 8, 4),
                new Storm("litmus", "fugu", "4x4", 24, 1),
                new Storm("litmus", "fugu", "8x8", 4, 1));
    }

    @ParameterizedTest
    @MethodSource
    void ofAnySize(Storm storm) throws IOException {
        for (var fidelity : FIDELITIES) storm.passes(fidelity);
    }

    static Stream<Storm> onEveryMachine() {
        var storms = new ArrayList<Storm>();
        for (var name : Preset.names()) {
            var preset = Preset.named(name);
            if (preset.value("memory.shared") == 0) continue;
            for (var program : List.of("storm", "litmus")) {
                storms.add(new Storm(program, name, "3x1", 3, 1));
                storms.add(new Storm(program, name, "4x2", 2, 1));
            }
        }
        return storms.stream();
    }

    @ParameterizedTest
    @MethodSource
    void onEveryMachine(Storm storm) throws IOException {
        for (var fidelity : FIDELITIES) storm.passes(fidelity);
    }

    /// A litmus test that always ends alike would not find much.
    @Test
    void aLitmusTestSeesSeveralOutcomes() throws IOException {
        var report = new Storm("litmus", "fugu", "4x4", 48, 1).run("timing");
        assertThat(report.metrics()).hasSize(17);
        report.metrics()
                .forEach((name, different) -> assertThat(different).as(name).isGreaterThan(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"storm", "litmus"})
    void itRepeatsItself(String program) throws IOException {
        var storm = new Storm(program, "fugu", "3x1", 2, 1);
        for (var fidelity : FIDELITIES) {
            assertThat(storm.run(fidelity).digest())
                    .as(fidelity)
                    .isEqualTo(storm.run(fidelity).digest());
        }
    }
}
