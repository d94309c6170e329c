package org.fugu.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTests {
    private static final String HEAD = """
            fugu: 1
            name: pingpong
            version: 1.0.0
            programs:
              pingpong: {file: pingpong.elf}
            """;

    private static Manifest read(String yaml) {
        return ManifestReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static BundleRejectedException refusal(String yaml) {
        var refusal = catchThrowableOfType(BundleRejectedException.class, () -> read(yaml));
        assertThat(refusal).as("no refusal").isNotNull();
        assertThat(refusal.code()).isEqualTo("manifest-invalid");
        return refusal;
    }

    @Test
    void aFullManifestIsReadAsItStands() {
        var manifest = read(HEAD + """
                run:
                  program: pingpong
                  machine: fugu
                  mesh: 2x1
                  args: ["1000"]
                  limits: {cycles: 2000000000, consoleBytes: 1048576}
                  expect: {exitCode: 0, console: expected.txt}
                benchmarks:
                  - name: round-trip
                    args: ["10000"]
                    measures: [cycles, round_trip_cycles]
                    thresholds: {cycles: {increase: 0}, round_trip_cycles: {increase: "1%"}}
                """);

        assertThat(manifest.name()).isEqualTo("pingpong");
        assertThat(manifest.run().setting().mesh()).isEqualTo(new MeshShape(2, 1));
        assertThat(manifest.run().setting().args()).containsExactly("1000");
        assertThat(manifest.run().setting().limits().cycles()).isEqualTo(2_000_000_000L);
        assertThat(manifest.run().expect()).isEqualTo(new Manifest.Expect(0, "expected.txt"));
        var benchmark = manifest.benchmarks().getFirst();
        assertThat(benchmark.measures())
                .extracting(MeasurePattern::text)
                .containsExactly("cycles", "round_trip_cycles");
        assertThat(benchmark.thresholds().of("round_trip_cycles"))
                .isEqualTo(new Threshold(Threshold.Allowance.parse("1%"), null));
    }

    @Test
    void aBenchmarkNamesRegionsCountersAndPatterns() {
        var manifest = read(HEAD + """
                benchmarks:
                  - name: solve
                    measures: [cycles, "phase_*", counter:directory.overflows, region.relax.cycles]
                    regions: {relax: [relax, exchange]}
                    thresholds:
                      "phase_*": {increase: "2%", decrease: 5}
                      phase_last: {increase: 1}
                      counter:directory.overflows: {increase: 0}
                  - {name: usual, regions: {b: [g], a: [f]}}
                acknowledged:
                  gone: "replaced by solve"
                  solve/hops: "counted by counter:directory.overflows"
                """);

        var solve = manifest.benchmarks().getFirst();
        assertThat(solve.measures())
                .extracting(MeasurePattern::text)
                .containsExactly("cycles", "phase_*", "counter:directory.overflows", "region.relax.cycles");
        assertThat(solve.regions()).containsExactly(Map.entry("relax", List.of("relax", "exchange")));
        assertThat(solve.thresholds().of("phase_2")).hasToString("increase 2%, decrease 5");
        assertThat(solve.thresholds().of("phase_last")).as("its own name").hasToString("increase 1");
        assertThat(manifest.benchmarks().getLast().measures())
                .extracting(MeasurePattern::text)
                .containsExactly("cycles", "region.a.cycles", "region.b.cycles");
        assertThat(manifest.acknowledged())
                .containsOnly(
                        Map.entry("gone", "replaced by solve"),
                        Map.entry("solve/hops", "counted by counter:directory.overflows"));
    }

    @Test
    void aBenchmarkTakesFromTheRunWhatItDoesNotSay() {
        var manifest = read(HEAD + """
                run: {mesh: 4x2, nodes: 6, args: [a], fidelity: functional, seed: 7, limits: {cycles: 5}}
                benchmarks:
                  - {name: same}
                  - {name: other, mesh: 2x1, args: []}
                """);

        var same = manifest.benchmarks().get(0).setting();
        assertThat(same).isEqualTo(manifest.run().setting());
        assertThat(same.nodes()).isEqualTo(6);
        assertThat(same.fidelity()).isEqualTo(new Fidelity.Functional());
        var other = manifest.benchmarks().get(1).setting();
        assertThat(other.nodes()).as("a number of nodes belongs to its mesh").isNull();
        assertThat(other.args()).isEmpty();
        assertThat(other.limits().cycles()).isEqualTo(5);
    }

    @Test
    void aRunNamesWhatItReads() {
        var inputs = read(HEAD + "run: {stdin: in.txt, inputs: {data/b: b.txt, a: b.txt}}\n")
                .run()
                .inputs();
        assertThat(inputs.standard()).isEqualTo("in.txt");
        assertThat(inputs.files()).containsExactly(Map.entry("a", "b.txt"), Map.entry("data/b", "b.txt"));
        assertThat(read(HEAD).run().inputs()).isEqualTo(Manifest.Inputs.NONE);
    }

    @Test
    void aLibraryOsHasASharedObjectAndNoPrograms() {
        var manifest = ManifestReader.read("""
                fugu: 1
                name: exos
                version: "1.0"
                kind: libos
                library: {file: exos.so}
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(manifest.isLibraryOs()).isTrue();
        assertThat(manifest.library()).isEqualTo(new Manifest.Library("exos.so"));
        assertThat(manifest.programs()).isEmpty();
        assertThatThrownBy(() -> manifest.program("main"))
                .hasMessageContaining("is a library OS")
                .hasMessageContaining("--libos exos@1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"programs: {a: {file: a.elf}}", "run: {program: a}", "benchmarks: []", "libos: a@1"})
    void aLibraryOsHasNothingOfAProgram(String line) {
        var text = "fugu: 1\nname: exos\nversion: '1'\nkind: libos\nlibrary: {file: exos.so}\n" + line + "\n";
        assertThatThrownBy(() -> ManifestReader.read(text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("unknown key");
    }

    @Test
    void aProgramNamesItsLibraryOsOrHasItInItsBundle() {
        assertThat(libos("exos@1.0")).isEqualTo(new LibraryReference.Named("exos", "1.0"));
        assertThat(libos("lib/exos.so")).isEqualTo(new LibraryReference.InBundle("lib/exos.so"));
    }

    private static @Nullable LibraryReference libos(String value) {
        var text = "fugu: 1\nname: a\nversion: '1'\nprograms: {a: {file: a.elf}}\nlibos: " + value + "\n";
        return ManifestReader.read(text.getBytes(StandardCharsets.UTF_8)).libos();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nmae: x                                  | /nmae                       | name
            run: {prgram: pingpong}                  | /run/prgram                 | program
            run: {limits: {cycels: 3}}               | /run/limits/cycels          | cycles
            run: {program: pingpon}                  | /run/program                | pingpong
            run: {expect: {exitcode: 0}}             | /run/expect/exitcode        | exitCode
            run: {stdn: a}                           | /run/stdn                   | stdin
            run: {input: {a: b}}                     | /run/input                  | inputs
            benchmarks: [{name: x, mesure: [a]}]     | /benchmarks/0/mesure        | measures
            """)
    void anUnknownKeyIsAnErrorThatNamesTheNearest(String line, String pointer, String nearest) {
        var refusal = refusal(HEAD + line);

        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly(pointer);
        assertThat(refusal.getMessage()).contains(pointer).contains("did you mean '" + nearest + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run: {mesh: 2}                                              | /run/mesh
            run: {mesh: 0x1}                                            | /run/mesh
            run: {mesh: 2x1, nodes: 3}                                  | /run/nodes
            run: {args: [1000]}                                         | /run/args/0
            run: {args: text}                                           | /run/args
            run: {stdin: 3}                                             | /run/stdin
            run: {inputs: [a]}                                          | /run/inputs
            run: {inputs: {a: 3}}                                       | /run/inputs/a
            run: {inputs: {../a: b}}                                    | /run/inputs/..~1a
            run: {seed: 1.5}                                            | /run/seed
            run: {machine: vax}                                         | /run/machine
            run: {fidelity: roughly}                                    | /run/fidelity
            run: {limits: {cycles: 0}}                                  | /run/limits/cycles
            run: {limits: {cycles: 99999999999999999999}}               | /run/limits/cycles
            run: {limits: {consoleBytes: 999999999999}}                 | /run/limits
            run: {expect: {exitCode: 256}}                              | /run/expect/exitCode
            benchmarks: [{measures: [cycles]}]                          | /benchmarks/0/name
            benchmarks: [{name: a, thresholds: {cycles: {increase: x}}}]  | /benchmarks/0/thresholds/cycles/increase
            benchmarks: [{name: a, thresholds: {cycles: {increase: -1}}}] | /benchmarks/0/thresholds/cycles/increase
            benchmarks: [{name: a}, {name: a}]                          | /benchmarks/1/name
            benchmarks: [{name: a, measures: [Cycles]}]                  | /benchmarks/0/measures/0
            benchmarks: [{name: a, measures: [counters:a]}]              | /benchmarks/0/measures/0
            benchmarks: [{name: a, thresholds: {hops: {increase: 1}}}]   | /benchmarks/0/thresholds/hops
            benchmarks: [{name: a, thresholds: {"p*": {increase: 1}}}]   | /benchmarks/0/thresholds/p*
            benchmarks: [{name: a, thresholds: 3}]                       | /benchmarks/0/thresholds
            benchmarks: [{name: a, regions: {r: []}}]                    | /benchmarks/0/regions/r
            benchmarks: [{name: a, regions: {R: [f]}}]                   | /benchmarks/0/regions/R
            benchmarks: [{name: a, regions: {r: [1]}}]                   | /benchmarks/0/regions/r/0
            benchmarks: [{name: a, regions: [r]}]                        | /benchmarks/0/regions
            acknowledged: [a]                                           | /acknowledged
            acknowledged: {A: gone}                                     | /acknowledged/A
            acknowledged: {a: 1}                                        | /acknowledged/a
            acknowledged: {a/b: ""}                                     | /acknowledged/a~1b
            libos: exos@                                                | /libos
            libos: Exos@1.0                                             | /libos
            kind: library                                               | /kind
            library: {file: exos.so}                                    | /library
            """)
    void aWrongValueIsAnErrorWithItsPlace(String line, String pointer) {
        assertThat(refusal(HEAD + line).violations())
                .extracting(Violation::pointer)
                .containsExactly(pointer);
    }

    @Test
    void allMistakesAreShownAtOnce() {
        var refusal = refusal("fugu: 2\nname: Bad Name\nversion: 1.0\n");

        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactly("/fugu", "/programs", "/name", "/version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "- a list",
                "fugu: 1\nfugu: 1\n",
                "a: &x [1]\nb: *x\n",
                "a: [\n",
                "!!java.lang.Runtime x\n",
                "a: !<tag:example.org,2026:thing> x\n",
                "\u0001",
            })
    void whatIsNoPlainMappingIsRefused(String yaml) {
        refusal(yaml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fugu: !!binary x\n",
                "fugu: !!int 1\n",
                "name: !!binary \"-\"\n",
                "!!map {fugu: 1}\n",
                "programs: !own {}\n",
                "run: {args: !!set {a}}\n",
                "! 'x'\n"
            })
    void aTagIsRefusedAndNamed(String yaml) {
        assertThat(refusal(yaml).violations())
                .extracting(Violation::detail)
                .containsExactly("uses a tag ('!'); write the value without it");
    }

    @Test
    void deepNestingAndLargeFilesAreRefusedWithoutHarm() {
        refusal("a: " + "[".repeat(30_000));
        refusal("a: " + "[".repeat(30_000) + "]".repeat(30_000));
        refusal("# " + "x".repeat(BundleBounds.MAX_MANIFEST_BYTES));
    }

    @Test
    void bytesThatAreNotTextAreRefused() {
        var refusal = catchThrowableOfType(
                BundleRejectedException.class, () -> ManifestReader.read(new byte[] {(byte) 0xC3, (byte) 0x28}));
        assertThat(refusal.violations()).extracting(Violation::detail).containsExactly("is not UTF-8 text");
    }

    @Test
    void aFileTheManifestNamesMustBeThere() throws Exception {
        var zip = Zips.empty()
                .with("fugu.yaml", Zips.MANIFEST)
                .with("helo.elf", "x")
                .bytes();

        var refusal = catchThrowableOfType(BundleRejectedException.class, () -> Bundle.read(zip));

        assertThat(refusal.code()).isEqualTo("program-missing");
        assertThat(refusal.violations())
                .extracting(Violation::pointer, Violation::detail)
                .containsExactly(
                        tuple("/programs/hello/file", "the bundle has no file 'hello.elf'; did you mean 'helo.elf'?"));
    }

    @Test
    void aManifestOneFolderTooDeepIsFound() throws Exception {
        var zip = Zips.empty().with("hello/fugu.yaml", Zips.MANIFEST).bytes();

        var refusal = catchThrowableOfType(BundleRejectedException.class, () -> Bundle.read(zip));

        assertThat(refusal.code()).isEqualTo("manifest-missing");
        assertThat(refusal).hasMessageContaining("'hello/fugu.yaml'");
    }
}
