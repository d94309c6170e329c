package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.Violation;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bundles that are put on one machine.
class CoRunPlannerTests {
    private static final RunOptions ANYTHING = RunOptions.NONE;

    @TempDir
    Path folder;

    private Bundle bundle(String name, String run) throws IOException {
        return RunSamples.bundle(Files.createDirectories(folder.resolve(name)), "run:\n" + run);
    }

    private Bundle first() throws IOException {
        return bundle("first", "  program: one\n  mesh: 2x2\n  seed: 5\n");
    }

    private Bundle second() throws IOException {
        return bundle(
                "second",
                "  program: two\n  mesh: 2x1\n  args: [a, b]\n  seed: 9\n  machine: alewife\n"
                        + "  limits: {cycles: 5000}\n  expect: {exitCode: 0}\n");
    }

    private static MeshRectangle at(String text) {
        return MeshRectangle.parse(text);
    }

    private static Beside beside(Bundle bundle, String rectangle, long start) {
        return new Beside(bundle, at(rectangle), start, ANYTHING);
    }

    private static RunOptions mesh(String mesh) {
        return ANYTHING.withMesh(mesh);
    }

    @Test
    void withoutCompanyItIsTheRunThatItAlwaysWas() throws IOException {
        var plan = RunPlan.of(first(), ANYTHING, null, List.of(), null);
        assertThat(plan.request().isAlone()).isTrue();
        assertThat(plan.request().mesh()).hasToString("2x2");
    }

    @Test
    void theMachineIsAsLargeAsTheRectanglesNeed() throws IOException {
        var plan = RunPlan.of(first(), ANYTHING, null, List.of(beside(second(), "2x1+3+4", 0)), null);
        assertThat(plan.request().mesh()).hasToString("5x5");
        assertThat(plan.request().jobs().stream().map(JobRequest::rectangle))
                .containsExactly(at("2x2+0+0"), at("2x1+3+4"));
        assertThat(RunPlan.of(first(), mesh("8x8"), at("3x1+1+1"), List.of(), null)
                        .request()
                        .mesh())
                .hasToString("8x8");
    }

    @Test
    void eachJobIsWhatItsManifestSaysAndTheMachineTheFirstOnes() throws IOException {
        var request = RunPlan.of(first(), ANYTHING, null, List.of(beside(second(), "2x1+2+0", 700)), null)
                .request();
        var two = request.jobs().get(1);
        assertThat(request.preset().name()).isEqualTo("fugu");
        assertThat(request.first().seed()).isEqualTo(5);
        assertThat(two.program()).isEqualTo("two");
        assertThat(two.arguments()).containsExactly("a", "b");
        assertThat(two.seed()).isEqualTo(9);
        assertThat(two.limits().cycles()).isEqualTo(5_000);
        assertThat(two.startCycle()).isEqualTo(700);
    }

    @Test
    void limitsAndSeedOfARunAreMeantForAllJobs() throws IOException {
        var limits = new LimitsGiven(777L, null, null, null);
        var chosen =
                new RunOptions(null, List.of("x"), null, null, null, null, 3L, limits, Collections.emptySortedMap(), 1);
        var other = new Beside(second(), at("2x1+2+0"), 0, chosen.beside(null));
        var jobs = RunPlan.of(first(), chosen, null, List.of(other), null)
                .request()
                .jobs();
        assertThat(jobs).allMatch(job -> job.limits().cycles() == 777 && job.seed() == 3);
        assertThat(jobs.get(0).arguments()).containsExactly("x");
        assertThat(jobs.get(1).arguments()).containsExactly("a", "b");
    }

    @Test
    void whoJoinsInAPlaceEndsWhoWasThere() throws IOException {
        var others = List.of(beside(second(), "2x1+2+0", 4_000), beside(second(), "2x1+2+0", 1_000));
        var jobs = RunPlan.of(first(), ANYTHING, null, others, null).request().jobs();
        assertThat(jobs.get(1).limits().cycles()).isEqualTo(5_000);
        assertThat(jobs.get(2).limits().cycles()).isEqualTo(3_000);
    }

    @Test
    void whatAnotherBundleLacksIsSaidOfIt() throws IOException {
        var several = bundle("several", "  mesh: 2x1\n");
        var violation = violation(null, List.of(beside(second(), "2x1+2+0", 0), beside(several, "2x1+4+0", 0)));
        assertThat(violation.pointer()).isEqualTo("/with/1/program");
        assertThat(violation.detail()).startsWith("both: the bundle has several programs");
    }

    @Test
    void placesThatDoNotGoTogetherAreSaid() throws IOException {
        var violation = violation(at("2x2+1+0"), List.of(beside(second(), "2x1+2+1", 0)));
        assertThat(violation.pointer()).isEqualTo("/with");
        assertThat(violation.detail()).contains("overlap");
    }

    private Violation violation(@Nullable MeshRectangle place, List<Beside> others) throws IOException {
        var bundle = first();
        var thrown = new InvalidRunException[1];
        assertThatThrownBy(() -> RunPlan.of(bundle, ANYTHING, place, others, null))
                .isInstanceOfSatisfying(InvalidRunException.class, e -> thrown[0] = e);
        assertThat(thrown[0].violations()).hasSize(1);
        return thrown[0].violations().getFirst();
    }

    /// Each is judged by its own manifest.
    @Test
    void everyJobIsHeldAgainstWhatItsManifestExpects() throws IOException {
        var plan = RunPlan.of(first(), ANYTHING, null, List.of(beside(second(), "2x1+2+0", 0)), null);
        var well = RunSamples.exited(0, Map.of()).first();
        var badly = RunSamples.exited(3, Map.of()).first();
        assertThat(plan.jobs().get(0).judge(badly).outcome()).isEqualTo(Outcome.EXITED);
        assertThat(plan.jobs().get(1).judge(well)).isSameAs(well);
        assertThat(plan.jobs().get(1).judge(badly).outcome()).isEqualTo(Outcome.ASSERTION_FAILED);
    }

    /// With turns nobody replaces anybody, so nobody's limit is cut short.
    @Test
    void withTurnsTheyAreInOneRectangleAtTheSameTime() throws IOException {
        var others = List.of(beside(second(), "2x2+0+0", 700));
        var turns = new Turns(20_000, 10);
        var request =
                RunPlan.of(first(), ANYTHING, at("2x2+0+0"), others, turns).request();
        assertThat(request.turns()).isEqualTo(turns);
        assertThat(request.first().limits().cycles()).isGreaterThan(700);
        var replaced =
                RunPlan.of(first(), ANYTHING, at("2x2+0+0"), others, null).request();
        assertThat(replaced.first().limits().cycles()).isEqualTo(700);
        assertThatThrownBy(() -> RunPlan.of(first(), ANYTHING, null, List.of(beside(second(), "2x1+2+0", 0)), turns))
                .hasMessageContaining("there are none");
    }
}
