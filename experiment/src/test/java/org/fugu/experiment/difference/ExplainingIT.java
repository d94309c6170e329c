package org.fugu.experiment.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.experiment.benchmark.BenchmarkRun;
import org.fugu.experiment.benchmark.BoundBundle;
import org.fugu.experiment.difference.RunDifference.Change;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two builds of which one is slower by a function and a line that the test knows.
class ExplainingIT {
    private static final Path GUEST =
            Path.of(System.getProperty("fugu.root"), "guest").toAbsolutePath();

    /// Line 10 is where the slower one is slower; line 19 is where the others wait for it.
    private static final String PROGRAM = """
            #include <fugu/fugu.h>

            static volatile unsigned sink;

            __attribute__((noinline)) static void slow(unsigned steps)
            {
                for (unsigned i = 0; i < steps; i++) {
                    sink = i;
                    EARLIER
                    EXTRA
                }
            }

            int main(void)
            {
                slow(100);
                if (fugu_rank() == 1) slow(1000);
                fugu_barrier();
                return 0;
            }
            """;

    @TempDir
    Path folder;

    @BeforeAll
    static void thereIsACompiler() throws Exception {
        assumeTrue(make(GUEST, "-s", "compiler") == 0, "make and the cross compiler are not installed");
    }

    private static int make(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of("make"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private Bundle build(String name, String source, String options) throws Exception {
        return build(name, "2x1", source, options);
    }

    private Bundle build(String name, String mesh, String source, String options) throws Exception {
        var place = Files.createDirectories(folder.resolve(name));
        Files.writeString(place.resolve("main.c"), source);
        Files.writeString(
                place.resolve("fugu.yaml"),
                "fugu: 1\nname: pair\nversion: 1.0.0\nprograms: {pair: {file: pair.elf}}\nrun: {mesh: " + mesh + "}\n");
        Files.writeString(
                place.resolve("Makefile"),
                "name := pair\ninclude " + GUEST.resolve("fugu.mk") + "\nCFLAGS += " + options + "\n");
        assertThat(make(place, "-s")).isZero();
        return Bundle.ofFolder(place.resolve("build/pair"));
    }

    private static String program(String extra) {
        return PROGRAM.replace("EARLIER", "").replace("EXTRA", extra);
    }

    private static final String EXTRA = "__asm__ volatile(\"nop; nop; nop\");";

    private static Explaining.Explained explain(Bundle base, Bundle head) {
        return explain(BoundBundle.of(base), BoundBundle.of(head));
    }

    private static Explaining.Explained explain(BoundBundle base, BoundBundle head) {
        var before = base.benchmarks().getFirst();
        var after = head.benchmarks().getFirst();
        return Explaining.explain(
                "run", BenchmarkRun.plan(base, before, 1), BenchmarkRun.plan(head, after, 1), RunObserver.NONE);
    }

    /// exos apart, optimised as that option says.
    private Bundle libraryOs(String option) throws Exception {
        var build = folder.resolve("exos" + option);
        var source = GUEST.resolve("libos/bundle");
        assertThat(make(
                        source,
                        "-s",
                        "strict=",
                        "defines=-I../exos -I. -DEXOS_APART " + option,
                        "build=" + build.toAbsolutePath()))
                .isZero();
        return Bundle.ofFolder(build.resolve("exos-1.0"));
    }

    @Test
    void whereOnlyTheLibraryOsIsAnotherItsFunctionsAreTheCause() throws Exception {
        var program = Bundle.ofFile(Files.readAllBytes(GUEST.resolve("prebuilt/test/apart.zip")));
        var quick = new BoundBundle(program, libraryOs("-O2"));
        var slow = new BoundBundle(program, libraryOs("-O0"));

        var difference = explain(quick, slow).difference();

        assertThat(difference.base().libos())
                .hasToString("exos@1.0")
                .isNotEqualTo(difference.head().libos());
        assertThat(difference.head().cycles()).isGreaterThan(difference.base().cycles());
        assertThat(difference.parts()).extracting(RunDifference.Change::name).containsExactly("program", "library_os");
        assertThat(difference.parts().getLast().difference()).isPositive();
        var busy = difference.categories().stream()
                .filter(each -> !each.name().equals("idle"))
                .toList();
        assertThat(sum(difference.parts())).isEqualTo(sum(busy));
        var cause = difference.causes().getFirst();
        assertThat(cause.line()).matches("[a-z_]+\\.[chS]:[0-9]+");
        assertThat(difference.functions())
                .extracting(RunDifference.FunctionChange::function)
                .doesNotContain(CycleProfile.UNKNOWN)
                .contains("region_page");
        assertThat(ExplanationFile.read(ExplanationFile.write(List.of(difference))))
                .containsExactly(difference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-g -gdwarf-4"})
    void theSlowerFunctionItsLineItsNodeAndItsCyclesAreNamed(String options) throws Exception {
        var base = build("base", program(""), options);
        var head = build("head", program(EXTRA), options);

        var difference = explain(base, head).difference();

        long more = difference.head().cycles() - difference.base().cycles();
        assertThat(more).isBetween(3_000L, 4_000L);
        var cause = difference.causes().stream()
                .filter(each -> each.function().equals("slow"))
                .findFirst()
                .orElseThrow();
        assertThat(cause.line()).isEqualTo("main.c:10");
        assertThat(cause.category()).isEqualTo("compute");
        assertThat(cause.node()).isEqualTo(1);
        assertThat(cause.nodeCycles()).isEqualTo(3 * 1100);
        assertThat(cause.cycles()).isEqualTo(3 * 1200);
        assertThat(cause.lineCycles()).isEqualTo(3 * 1200);
        assertThat(sum(difference.categories()))
                .isEqualTo(difference.nodes().stream()
                        .mapToLong(node -> node.head() - node.base())
                        .sum());
        var faster = explain(head, base).difference();
        assertThat(faster.causes())
                .filteredOn(each -> each.function().equals("slow"))
                .extracting(RunDifference.Cause::cycles, RunDifference.Cause::line)
                .containsExactly(tuple(-3L * 1200, "main.c:10"));
    }

    private static long sum(List<Change> changes) {
        return changes.stream().mapToLong(Change::difference).sum();
    }

    /// The line of the head, though five lines stand before it that the base has not.
    @Test
    void linesThatOnlyMovedAreNoCause() throws Exception {
        var base = build("base", program(EXTRA), "");
        var moved = PROGRAM.replace("\n    for", "\n\n\n    for")
                .replace("EARLIER", "\n\n")
                .replace("EXTRA", EXTRA + " " + EXTRA);
        var head = build("head", moved, "");

        var slow = explain(base, head).difference().functions().stream()
                .filter(each -> each.function().equals("slow"))
                .findFirst()
                .orElseThrow();

        int line = moved.substring(0, moved.indexOf("__asm__")).split("\n", -1).length;
        assertThat(line).isGreaterThan(12);
        assertThat(slow.lines()).extracting(Change::name).containsExactly("main.c:" + line);
    }

    /// On all sixteen nodes together `common` costs more than `slow` does on one, but nobody waits for it.
    @Test
    void aCauseCountsByTheNodeOnWhichItIsLargest() throws Exception {
        var source = """
                #include <fugu/fugu.h>
                static volatile unsigned sink;
                #define WORK(steps) for (unsigned i = 0; i < steps; i++) { sink = i; EXTRA }
                __attribute__((noinline)) static void common(void) { WORK(100) }
                __attribute__((noinline)) static void slow(void) { WORK(1000) }
                int main(void)
                {
                    common();
                    if (fugu_rank() == 9) slow();
                    fugu_barrier();
                    return 0;
                }
                """;
        var base = build("base", "4x4", source.replace("EXTRA", ""), "");
        var head = build("head", "4x4", source.replace("EXTRA", EXTRA), "");

        var causes = explain(base, head).difference().causes();

        assertThat(causes.getFirst().function()).isEqualTo("slow");
        assertThat(causes.getFirst().node()).isEqualTo(9);
        // Where code has moved, a line of it may be missed once more.
        assertThat(causes.getFirst().cycles()).isBetween(3_000L, 3_050L);
        assertThat(causes.get(1).function()).isEqualTo("common");
        assertThat(causes.get(1).cycles()).isBetween(16 * 300L, 16 * 350L);
        assertThat(causes.get(1).nodeCycles()).isBetween(300L, 350L);
    }

    @Test
    void theSameTwiceIsTheSameByteForByteAndOfOneBundleThereIsNothingToExplain() throws Exception {
        var base = build("base", program(""), "");
        var head = build("head", program(EXTRA), "");

        var once = explain(base, head);
        var again = explain(base, head);
        var bytes = ExplanationFile.write(List.of(once.difference()));
        assertThat(ExplanationFile.write(List.of(again.difference()))).isEqualTo(bytes);
        assertThat(ExplanationFile.read(bytes)).containsExactly(once.difference());
        assertThat(flames(again)).isEqualTo(flames(once)).contains("run: more in head", "main.c:10");

        var none = explain(base, base).difference();
        assertThat(none.first()).isNull();
        assertThat(none.causes()).isEmpty();
        assertThat(none.functions()).isEmpty();
        assertThat(none.nodes()).isEmpty();
    }

    private static String flames(Explaining.Explained explained) {
        var flames = new DifferenceFlames("pair");
        flames.add(explained);
        return flames.text();
    }

    @Test
    void theFirstCycleInWhichTheyPartIsExact() throws Exception {
        var source = PROGRAM.replace("EARLIER", "").replace("EXTRA", "").replace("slow(100);", "slow(LATE);");
        var base = build("base", source.replace("LATE", "20000"), "");
        var head = build("head", source.replace("LATE", "20001"), "");

        var first = Objects.requireNonNull(explain(base, head).difference().first());

        assertThat(first.cycle()).isGreaterThan(0);
        assertThat(first.cycle()).isEqualTo(FirstOther.of(plan(base), plan(head)));
        assertThat(Objects.requireNonNull(first.base()).function()).isEqualTo("slow");
        assertThat(Objects.requireNonNull(first.head()).function()).isEqualTo("slow");
        assertThat(first.head().line())
                .startsWith("main.c:")
                .isNotEqualTo(first.base().line());
        for (long window : new long[] {1, 7}) {
            var one = FollowedRun.of(plan(base), RunObserver.NONE);
            var other = FollowedRun.of(plan(head), RunObserver.NONE);
            assertThat(new FirstDifference(one, other, RunObserver.NONE).find(window))
                    .as("found by narrowing it down to %d", window)
                    .isEqualTo(first);
        }
    }

    private static RunPlan plan(Bundle bundle) {
        return RunPlan.of(bundle, RunOptions.NONE.withThreads(1));
    }
}
