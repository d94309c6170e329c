package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fugu.bundle.Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What `bench compare` answers for each way in which a change can be wrong. The base is a bundle
/// with two benchmarks of one program, of which there is a slower build.
class GateIT {
    private static final Path PREBUILT = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt");
    private static final String QUICK = "programs: {work: {file: quick.elf}}\n";
    private static final String SLOW = "programs: {work: {file: slow.elf}}\n";
    private static final String WORK = "{name: work, measures: [cycles, work_cycles]}";
    private static final String OTHER = "{name: other}";
    private static final String LOOSE =
            "{name: work, measures: [cycles, work_cycles], thresholds: {\"*\": {increase: \"99%\"}}}";

    @TempDir
    Path folder;

    private Path baseline;

    @BeforeEach
    void measureTheBase() throws Exception {
        baseline = folder.resolve("baseline.json");
        assertThat(Shell.run("bench", "run", bundle("base", QUICK, WORK, OTHER), "-o", baseline)
                        .exitCode())
                .isZero();
    }

    private Path bundle(String name, String programs, String... benchmarks) throws Exception {
        return bundle(name, programs + "benchmarks: [" + String.join(", ", benchmarks) + "]\n");
    }

    private Path bundle(String name, String manifest) throws Exception {
        var place = Files.createDirectories(folder.resolve(name));
        Files.write(place.resolve("quick.elf"), program("work-a"));
        Files.write(place.resolve("slow.elf"), program("work-b"));
        Files.writeString(place.resolve("fugu.yaml"), "fugu: 1\nname: gate\nversion: 1.0.0\n" + manifest);
        return place;
    }

    private static byte[] program(String bundle) throws Exception {
        var packed = Files.readAllBytes(PREBUILT.resolve("test/" + bundle + ".zip"));
        return Bundle.ofFile(packed).image("work");
    }

    static Stream<Arguments> changes() {
        var nothing = "";
        return Stream.of(
                arguments("nothing", QUICK, List.of(WORK, OTHER), nothing, 0, "same    work, cycles"),
                arguments("faster", QUICK, List.of(WORK, OTHER), "acknowledged: {x: y}", 0, "excuses nothing here"),
                arguments("slower", SLOW, List.of(WORK, OTHER), nothing, 3, "worse   work, cycles: 19967 more"),
                arguments("slower, loosened", SLOW, List.of(LOOSE, OTHER), nothing, 3, "that of the baseline counts"),
                arguments("slower, excused", SLOW, List.of(WORK, OTHER), "acknowledged: {work: y}", 3, "worse   work"),
                arguments("gone", QUICK, List.of(WORK), nothing, 3, "worse   other: the benchmark is gone"),
                arguments(
                        "gone on purpose", QUICK, List.of(WORK), "acknowledged: {other: why}", 0, "acknowledged: why"),
                arguments("a measure is gone", QUICK, List.of("{name: work}", OTHER), nothing, 3, "work_cycles: the"),
                arguments(
                        "a measure is gone on purpose",
                        QUICK,
                        List.of("{name: work}", OTHER),
                        "acknowledged: {work/work_cycles: why}",
                        0,
                        "acknowledged: why"),
                arguments("new", QUICK, List.of(WORK, OTHER, "{name: new}"), nothing, 5, "no base new: the benchmark"),
                arguments("other arguments", QUICK, List.of(WORK, "{name: other, args: [a]}"), nothing, 5, "list of"),
                arguments("other machine", QUICK, List.of(WORK, "{name: other, machine: dash}"), nothing, 5, "machine"),
                arguments(
                        "a measure that is not there",
                        QUICK,
                        List.of(WORK, "{name: other, measures: [cycles, wrok]}"),
                        nothing,
                        5,
                        "other, wrok: the benchmark asks for it"),
                arguments(
                        "does not end well",
                        SLOW,
                        List.of(WORK, "{name: other, limits: {instructions: 99}}"),
                        nothing,
                        4,
                        "failed  other: the program does not end well: instruction_limit"),
                arguments(
                        "not in its time",
                        SLOW,
                        List.of(WORK, "{name: other, limits: {cycles: 99}}"),
                        nothing,
                        42,
                        "cycle_limit"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void eachWayInWhichAChangeIsWrongHasItsCode(
            String change, String programs, List<String> benchmarks, String more, int code, String said)
            throws Exception {
        var head = bundle("head", programs + "benchmarks: [" + String.join(", ", benchmarks) + "]\n" + more);
        var shell = reporting(head);

        assertThat(shell.out()).as(shell.err()).contains(said);
        assertThat(shell.exitCode()).as(shell.out()).isEqualTo(code);
        requireReports(code, change.equals("nothing"));
    }

    private Shell reporting(Path head) {
        return Shell.run(
                "bench",
                "compare",
                baseline,
                head,
                "--junit",
                folder.resolve("report.xml"),
                "--markdown",
                folder.resolve("report.md"),
                "--badge",
                folder.resolve("badge.svg"),
                "--summary",
                folder.resolve("summary.md"),
                "--code-quality",
                folder.resolve("quality.json"));
    }

    /// There are reports whatever came out, and none says that a gate is open that is not.
    private void requireReports(int code, boolean quiet) throws Exception {
        var junit = Files.readString(folder.resolve("report.xml"));
        assertThat(junit.contains("<failure") || junit.contains("<error")).isEqualTo(code != 0);
        var markdown = Files.readString(folder.resolve("report.md"));
        assertThat(markdown.isEmpty()).isEqualTo(quiet);
        if (code != 0) assertThat(markdown).containsAnyOf("**fails**", "**worse**");
        assertThat(Files.readString(folder.resolve("summary.md"))).contains("### Benchmarks: ");
        assertThat(Files.readString(folder.resolve("quality.json")).contains("fingerprint"))
                .isEqualTo(code != 0);
        assertThat(Files.readString(folder.resolve("badge.svg")).contains("#2e7d32"))
                .isEqualTo(code == 0);
    }

    @Test
    void reportsAreWrittenWhereThereIsNothingToCompareToo() throws Exception {
        Files.delete(baseline);
        assertThat(reporting(bundle("head", QUICK, WORK, OTHER)).exitCode()).isEqualTo(5);
        requireReports(5, false);

        assertThat(reporting(folder.resolve("nothing")).exitCode()).isEqualTo(2);
        requireReports(2, false);

        Files.write(baseline, new byte[] {'P', 'K', 3, 4, 0, 1, 2, -1, -2, -3});
        assertThat(reporting(bundle("head", QUICK, WORK, OTHER)).exitCode()).isEqualTo(7);
        requireReports(7, false);
    }

    @Test
    void aRegressionIsExplainedInTheSameCommandAndReportedFromWhatItPrinted() throws Exception {
        var base = bundle("base", QUICK, WORK, OTHER);
        var head = bundle("head", SLOW, WORK, OTHER);
        var shell = Shell.run("bench", "compare", base, head, "--explain", "--json");

        assertThat(shell.exitCode()).isEqualTo(3);
        var why = shell.json().path("explanations").get(0);
        assertThat(why.path("benchmark").asString("")).isEqualTo("work");
        assertThat(why.path("causes").get(0).path("function").asString("")).isEqualTo("main");
        assertThat(why.path("causes").get(0).path("cycles").asLong()).isEqualTo(20_000);
        assertThat(Shell.run("bench", "compare", base, head, "--explain", "--json")
                        .out())
                .as("the same, byte for byte")
                .isEqualTo(shell.out());
        assertThat(Shell.run("bench", "compare", base, head, "--explain").out()).contains("1. main  +20,000 cycles");

        var comparison = Files.writeString(folder.resolve("comparison.json"), shell.out());
        var markdown = folder.resolve("report.md");
        assertThat(Shell.run("bench", "report", comparison, "--markdown", markdown)
                        .exitCode())
                .isZero();
        assertThat(Files.readString(markdown)).contains("1. `main`: +20,000 cycles");

        var figures = Shell.run("bench", "compare", baseline, head, "--explain");
        assertThat(figures.exitCode()).isEqualTo(2);
        assertThat(figures.err()).contains("has only figures");
    }

    @Test
    void aSweepTellsAChangeFromTheLuckOfALayout() throws Exception {
        var base = bundle("base", QUICK, WORK, OTHER);
        var head = bundle("head", SLOW, WORK, OTHER);
        var markdown = folder.resolve("report.md");
        var swept = Shell.run("bench", "compare", base, head, "--sweep", "6", "--json");
        assertThat(swept.exitCode()).as(swept.err()).isEqualTo(3);
        var cycles = swept.json().path("findings").get(0);
        assertThat(cycles.path("layouts").path("moved").path("up").asInt()).isEqualTo(6);
        assertThat(cycles.path("layouts").path("difference").path("least").asLong())
                .isGreaterThan(19_000);
        assertThat(Shell.run("bench", "compare", base, head, "--sweep", "6", "--json")
                        .out())
                .as("the same, byte for byte")
                .isEqualTo(swept.out());
        var comparison = Files.writeString(folder.resolve("comparison.json"), swept.out());
        assertThat(Shell.run("bench", "report", comparison, "--markdown", markdown)
                        .exitCode())
                .isZero();
        assertThat(Files.readString(markdown)).contains(" to ", "**worse**");

        var same = Shell.run("bench", "compare", base, base, "--sweep", "6", "--markdown", markdown);
        assertThat(same.exitCode()).isZero();
        assertThat(same.out()).contains("same    work, cycles: unchanged in 6 layouts");
        assertThat(markdown).isEmptyFile();
        var few = Shell.run("bench", "compare", base, head, "--sweep", "5");
        assertThat(few.exitCode()).isEqualTo(2);
        assertThat(few.err()).contains("6 are the least");
        assertThat(Shell.run("bench", "compare", baseline, head, "--sweep", "6").err())
                .contains("--sweep runs both versions again");
    }

    @Test
    void figuresGoOutToOthersAndComeInFromThem() throws Exception {
        var bmf = folder.resolve("figures.json");
        var results = folder.resolve("theirs.json");
        assertThat(Shell.run("bench", "report", baseline, "--bmf", bmf).exitCode())
                .isZero();
        assertThat(Shell.run("bench", "report", bmf, "--from-bmf", "--results", results)
                        .exitCode())
                .isZero();
        assertThat(Shell.run("bench", "compare", results, results).exitCode()).isZero();
        Files.writeString(bmf, Files.readString(bmf).replace("104064", "104065"));
        var worse = folder.resolve("worse.json");
        Shell.run("bench", "report", bmf, "--from-bmf", "--results", worse);
        assertThat(Shell.run("bench", "compare", results, worse).exitCode()).isEqualTo(3);

        assertThat(Shell.run("bench", "report", baseline).err()).contains("say what to write");
        assertThat(Shell.run("bench", "report", baseline, "--bmf", bmf, "--junit", worse)
                        .err())
                .contains("ask for one kind");
    }

    @Test
    void flagsSayWhatTheManifestDoesNot() throws Exception {
        var gone = bundle("gone", QUICK, WORK);
        assertThat(Shell.run("bench", "compare", baseline, gone, "--acknowledge", "other")
                        .exitCode())
                .isZero();
        var loose = bundle("loose", SLOW, LOOSE, OTHER);
        assertThat(Shell.run("bench", "compare", baseline, loose, "--thresholds", "head")
                        .exitCode())
                .as("that of 'other' is not loosened")
                .isEqualTo(3);
        var both = bundle("both", SLOW, LOOSE, "{name: other, thresholds: {cycles: {increase: \"99%\"}}}");
        assertThat(Shell.run("bench", "compare", baseline, both, "--thresholds", "head")
                        .exitCode())
                .isZero();
    }

    @Test
    void aBaselineOfAnotherModelOrFormatOrNoneIsNoBaseline() throws Exception {
        var head = bundle("head", QUICK, WORK, OTHER);
        var version = Files.readString(baseline)
                .replaceAll("\"machineVersion\" : \"[^\"]*\"", "\"machineVersion\" : \"old\"");
        Files.writeString(baseline, version);
        var old = Shell.run("bench", "compare", baseline, head);
        assertThat(old.exitCode()).isEqualTo(5);
        assertThat(old.out()).contains("measure the baseline again with this version");

        Files.writeString(baseline, version.replace("\"fuguBenchmarks\" : 3", "\"fuguBenchmarks\" : 1"));
        var format = Shell.run("bench", "compare", baseline, head);
        assertThat(format.exitCode()).isEqualTo(2);
        assertThat(format.err()).contains("its format is 1", "make it again with 'bench run -o'");

        Files.delete(baseline);
        assertThat(Shell.run("bench", "compare", baseline, head).exitCode()).isEqualTo(5);
    }
}
