package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.Programs;
import org.fugu.bundle.Violation;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlanTests {
    private static final String RUN =
            "run: {program: one, mesh: 4x2, args: [a], seed: 3, limits: {cycles: 99}, expect: {console: expected.txt}}";

    @TempDir
    Path folder;

    @Test
    void onlyALibraryOsApartCanBeAServer() throws Exception {
        var server = new SystemChoice("server", null, null, null, null);
        var refused = catchThrowableOfType(
                InvalidRunException.class,
                () -> RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE.on(server)));

        assertThat(refused.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.detail()).contains("build it with `libos := apart`"));
    }

    @Test
    void withoutOptionsTheManifestDecides() throws Exception {
        var request =
                RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE).request();

        assertThat(request.program()).isEqualTo("one");
        assertThat(request.image()).isEqualTo(Programs.elf(1));
        assertThat(request.arguments()).containsExactly("a");
        assertThat(request.mesh()).isEqualTo(new MeshShape(4, 2));
        assertThat(request.nodes()).isEqualTo(8);
        assertThat(request.seed()).isEqualTo(3);
        assertThat(request.limits().cycles()).isEqualTo(99);
        assertThat(request.limits().consoleBytes()).isEqualTo(Limits.DEFAULT.consoleBytes());
        assertThat(request.identity()).isEqualTo(RunSamples.bundle(folder, RUN).identity());
    }

    @Test
    void whatIsGivenToReadLiesOverWhatTheManifestSays() throws Exception {
        var lines = "run: {program: one, stdin: expected.txt, inputs: {a: expected.txt, b: one.elf},"
                + " expect: {exitCode: 0}}";
        var bundle = RunSamples.bundle(folder, lines);
        var usual = RunPlan.of(bundle, RunOptions.NONE);
        var read = Objects.requireNonNull(usual.request().first().inputs());
        assertThat(read.standard()).asString().isEqualTo("first line\nsecond line\n");
        assertThat(read.files()).containsOnlyKeys("a", "b");
        assertThat(usual.expectation()).isNotEqualTo(Expectation.ANYTHING);

        var given = InputContents.of(null, new TreeMap<>(Map.of("b", new byte[] {1}, "c", new byte[] {2})));
        var options = RunOptions.NONE.on(SystemChoice.NONE.withInputs(given));
        var other = RunPlan.of(bundle, options);
        var both = Objects.requireNonNull(other.request().first().inputs());
        assertThat(both.standard()).isEqualTo(read.standard());
        assertThat(both.files()).containsOnlyKeys("a", "b", "c").containsEntry("b", new byte[] {1});
        assertThat(other.expectation()).as("it reads something else").isEqualTo(Expectation.ANYTHING);

        var kept = RunInputs.of(other.request());
        var bundles = new JobBundles(bundle, null, null, given);
        var again = RunPlan.of(List.of(bundles), kept, 1);
        assertThat(RunInputs.of(again.request())).isEqualTo(kept);
        assertThatThrownBy(() -> RunPlan.of(bundle, kept, 1)).hasMessageContaining("the run has the input files");
        var large = SystemChoice.NONE.withInputs(InputContents.of(new byte[InputContents.MOST_BYTES], new TreeMap<>()));
        var refused =
                catchThrowableOfType(InvalidRunException.class, () -> RunPlan.of(bundle, RunOptions.NONE.on(large)));
        assertThat(refused.violations()).extracting(Violation::pointer).containsExactly("/inputs");
    }

    @Test
    void optionsComeBeforeTheManifest() throws Exception {
        var options = new RunOptions(
                "two",
                List.of(),
                "fugu",
                "3x3",
                5,
                "functional",
                9L,
                new LimitsGiven(null, 50L, null, null),
                new TreeMap<>(Map.of("network.hop", 7L)),
                2);

        var request = RunPlan.of(RunSamples.bundle(folder, RUN), options).request();

        assertThat(request.image()).isEqualTo(Programs.elf(2));
        assertThat(request.arguments()).isEmpty();
        assertThat(request.nodes()).isEqualTo(5);
        assertThat(request.limits().cycles()).isEqualTo(99);
        assertThat(request.limits().instructions()).isEqualTo(50);
        assertThat(request.preset().value("network.hop")).isEqualTo(7);
        assertThat(request.hostThreads()).isEqualTo(2);
    }

    @Test
    void aNumberOfNodesAloneChoosesAMeshForThem() throws Exception {
        var options = new RunOptions(null, null, null, null, 16, null, null, LimitsGiven.NONE, new TreeMap<>(), 1);

        assertThat(RunPlan.of(RunSamples.bundle(folder, RUN), options).request().mesh())
                .isEqualTo(new MeshShape(4, 4));
    }

    @Test
    void everythingWrongIsSaidAtOnceWithItsField() throws Exception {
        var options = new RunOptions(
                "three",
                null,
                "vax",
                "big",
                null,
                "roughly",
                null,
                new LimitsGiven(0L, null, null, null),
                new TreeMap<>(),
                0);

        var refusal = catchThrowableOfType(
                InvalidRunException.class, () -> RunPlan.of(RunSamples.bundle(folder, RUN), options));

        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactly("/program", "/mesh", "/fidelity", "/limits", "/machine", "/threads");
    }

    @Test
    void aFigureThatDoesNotExistNamesTheNearest() throws Exception {
        var options = new RunOptions(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                LimitsGiven.NONE,
                new TreeMap<>(Map.of("network.hops", 1L)),
                1);

        var refusal = catchThrowableOfType(
                InvalidRunException.class, () -> RunPlan.of(RunSamples.bundle(folder, RUN), options));

        assertThat(refusal).hasMessageContaining("did you mean 'network.hop'");
        assertThat(refusal.violations().getFirst().pointer()).isEqualTo("/overrides/network.hops");
    }

    private List<Violation> refusedFigures(Map<String, Long> figures) throws Exception {
        var options =
                new RunOptions(null, null, null, null, null, null, null, LimitsGiven.NONE, new TreeMap<>(figures), 1);
        var bundle = RunSamples.bundle(folder, RUN);
        return catchThrowableOfType(InvalidRunException.class, () -> RunPlan.of(bundle, options))
                .violations();
    }

    @Test
    void figuresThatDoNotGoTogetherAreRefusedBeforeAnythingIsBuilt() throws Exception {
        assertThat(refusedFigures(Map.of("cache.ways", 3L)))
                .containsExactly(new Violation(
                        "/overrides/cache.ways",
                        "cache.bytes = 65536, cache.ways = 3, cache.line = 16: "
                                + "cache.bytes has to be a power of two times the 48 bytes of a set"));
    }

    @Test
    void wordsWithTagsOfTheirOwnAreRefusedWhereMemoryIsShared() throws Exception {
        assertThat(refusedFigures(Map.of("cache.data_line", 4L, "processor.prefetches", 0L)))
                .containsExactly(new Violation(
                        "/overrides/cache.data_line",
                        "cache.data_line = 4, memory.shared = 1: "
                                + "memory is shared by whole lines, each in one cache of its node"));
    }

    @Test
    void whatIsOutOfRangeIsNotAskedWhetherItGoesWithOthers() throws Exception {
        assertThat(refusedFigures(Map.of("cache.ways", 3L, "cache.bytes", 1L)))
                .extracting(Violation::pointer)
                .containsExactly("/overrides/cache.bytes");
    }

    @Test
    void severalProgramsAndNoneNamedIsAnError() throws Exception {
        var bundle = RunSamples.bundle(folder, "");

        var refusal = catchThrowableOfType(InvalidRunException.class, () -> RunPlan.of(bundle, RunOptions.NONE));

        assertThat(refusal).hasMessageContaining("one, two");
    }

    @Test
    void anExpectedConsoleThatIsMetChangesNothing() throws Exception {
        var plan = RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE);
        var report = RunSamples.exited(0, Map.of(0, "first line\n", 2, "second line\n"));

        assertThat(plan.judge(report)).isSameAs(report);
    }

    @Test
    void anUnexpectedConsoleFailsTheAssertionAndShowsTheFirstDifference() throws Exception {
        var plan = RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE);

        var judged = plan.judge(RunSamples.exited(0, Map.of(0, "first line\nsecond lime\n")));

        assertThat(judged.outcome()).isEqualTo(Outcome.ASSERTION_FAILED);
        assertThat(judged.message())
                .contains("line 2")
                .contains("- second line")
                .contains("+ second lime");
        assertThat(judged.resultDigest()).isEqualTo("r1");
        assertThat(judged.digest()).isEqualTo("d1");
    }

    @Test
    void aMissingLastLineEndIsADifference() throws Exception {
        var plan = RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE);

        var judged = plan.judge(RunSamples.exited(0, Map.of(0, "first line\nsecond line")));

        assertThat(judged.message()).contains("how its lines end");
    }

    @Test
    void anUnexpectedExitCodeFailsTheAssertion() throws Exception {
        var plan = RunPlan.of(RunSamples.bundle(folder, "run: {program: one, expect: {exitCode: 3}}"), RunOptions.NONE);

        assertThat(plan.judge(RunSamples.exited(3, Map.of())).outcome()).isEqualTo(Outcome.EXITED);
        assertThat(plan.judge(RunSamples.exited(0, Map.of())).message()).contains("expected exit code 3, but it was 0");
    }

    @Test
    void aTrapStaysATrapWhateverIsExpected() throws Exception {
        var plan = RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE);
        var trapped = RunSamples.report(Outcome.TRAPPED, null, Map.of(), Map.of());

        assertThat(plan.judge(trapped)).isSameAs(trapped);
    }

    @Test
    void otherArgumentsAreNotHeldAgainstTheExpectation() throws Exception {
        var options =
                new RunOptions(null, List.of("b"), null, null, null, null, null, LimitsGiven.NONE, new TreeMap<>(), 1);
        var plan = RunPlan.of(RunSamples.bundle(folder, RUN), options);

        assertThat(plan.judge(RunSamples.exited(0, Map.of())).outcome()).isEqualTo(Outcome.EXITED);
    }

    @Test
    void theJsonHasTheFieldsScriptsRelyOn() throws Exception {
        var plan = RunPlan.of(RunSamples.bundle(folder, RUN), RunOptions.NONE);
        var report =
                RunSamples.report(Outcome.EXITED, 0, Map.of(10, "ten", 2, "two"), Map.of("round_trip_cycles", 88L));

        var json = ReportJson.of(plan, report, 2_500_000);

        assertThat(json)
                .containsKeys("machine", "machineVersion", "nodes", "fidelity", "digest", "resultDigest")
                .containsEntry("state", "finished")
                .containsEntry("outcome", "exited")
                .containsEntry("exitCode", 0)
                .containsEntry("cycles", 1234L)
                .containsEntry("instructions", 1000L)
                .containsEntry("messagesSent", 7L)
                .containsEntry("messagesReceived", 6L)
                .containsEntry("hostMillis", 2L)
                .containsEntry("hostMips", 0.4);
        assertThat(json.get("metrics")).isEqualTo(Map.of("round_trip_cycles", 88L));
        assertThat(json.get("console")).hasToString("{2=two, 10=ten}");
    }
}
