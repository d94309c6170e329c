package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.Tool;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The steps of docs/tutorial.md, built and run. What each must print stands beside it.
class TutorialIT {
    private static final List<String> FIDELITIES = List.of("functional", "timing", "relaxed:100");

    @TempDir
    private static Path build;

    @BeforeAll
    static void theStepsAreBuilt() throws IOException, InterruptedException {
        Tool.assumeCompiler();
        assertThat(Tool.run(Tool.GUEST, "make", "-s", "-j2", "tutorial", "build=" + build))
                .isEqualTo(new Tool(0, ""));
    }

    private static RunReport run(int step, String fidelity, int threads) throws IOException {
        var options = new RunOptions(
                null, null, null, null, null, fidelity, null, LimitsGiven.NONE, Collections.emptySortedMap(), threads);
        var plan = RunPlan.of(Bundle.ofFolder(build.resolve("tutorial-" + step)), options);
        return plan.judge(Exokernel.run(plan.request(), RunObserver.NONE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aStepDoesWhatThePageSays(int step) throws IOException {
        for (var fidelity : FIDELITIES) {
            var report = run(step, fidelity, 1);
            assertThat(report.outcome()).as(fidelity + ": " + report.message()).isEqualTo(Outcome.EXITED);
            var again = run(step, fidelity, 2);
            assertThat(again.digest()).as(fidelity + " on two host threads").isEqualTo(report.digest());
        }
    }
}
