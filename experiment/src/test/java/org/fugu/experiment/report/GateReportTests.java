package org.fugu.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.fugu.bundle.Threshold;
import org.fugu.bundle.Thresholds;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Measurement;
import org.fugu.experiment.benchmark.ResultsFile;
import org.fugu.experiment.benchmark.Rules;
import org.fugu.experiment.difference.RunDifference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class GateReportTests {
    private static Measurement measured(String name, String outcome, Map<String, Long> measures) {
        return new Measurement(
                name,
                new Measurement.Setting("work", List.of(), "fugu", "1x1", 1, "timing", 0),
                "v1",
                outcome,
                outcome.equals("exited") ? 0 : null,
                "d",
                "r",
                new TreeMap<>(measures),
                new TreeMap<>(Map.of("cycles", "cycles")),
                List.of(),
                new Thresholds(new TreeMap<>(Map.of("rate", new Threshold(null, Threshold.Allowance.parse("1%"))))));
    }

    private static BenchmarkResults results(Measurement... measurements) {
        return new BenchmarkResults("gate", "1.0.0", "abc", null, new TreeMap<>(), List.of(measurements));
    }

    private static GateReport report(BenchmarkResults base, BenchmarkResults head, int code) {
        var report = GateReport.of(Comparison.of(base, head, Rules.USUAL), List.of());
        assertThat(report.exitCode()).isEqualTo(code);
        return report;
    }

    private static final BenchmarkResults BASE = results(
            measured("a", "exited", Map.of("cycles", 1000L, "rate", 50L)),
            measured("b", "exited", Map.of("cycles", 7L)));

    private static final GateReport SAME = report(BASE, BASE, 0);
    private static final GateReport WORSE = report(
            BASE,
            results(
                    measured("a", "exited", Map.of("cycles", 1010L, "rate", 60L)),
                    measured("c", "exited", Map.of("cycles", 7L))),
            3);
    private static final GateReport FAILED = report(BASE, results(measured("a", "trapped", Map.of())), 4);
    private static final GateReport NONE =
            GateReport.withoutComparison(5, GateReport.NO_BASELINE_KIND, "there is no baseline '<\0b>'");
    private static final GateReport REFUSED = GateReport.withoutComparison(7, "bundle-link", "a link");

    static Stream<GateReport> all() {
        return Stream.of(SAME, WORSE, FAILED, NONE, REFUSED, explained());
    }

    private static GateReport explained() {
        var cause = new RunDifference.Cause("so`<l@ve|", "solve.c:41", 8, "remote_miss", 10, 3, 9);
        return new GateReport(
                3,
                WORSE.verdict(),
                3,
                WORSE.regressions(),
                false,
                WORSE.base(),
                WORSE.head(),
                WORSE.findings(),
                List.of(new GateReport.Why("a", new RunDifference.Divergence(77, 3, null, null), List.of(cause))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aReportIsReadAsItWasWritten(GateReport report) {
        var written = report.write();

        assertThat(GateReport.read(written)).isEqualTo(report);
        var more =
                new String(written, StandardCharsets.UTF_8).replaceFirst("\"verdict\"", "\"verdikt\" : 1, \"verdict\"");
        assertThatThrownBy(() -> GateReport.read(more.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("'/verdikt' is no field");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aReportOfBeforeLibraryOsesWereSaidIsRead(GateReport report) {
        var second = new String(report.write(), StandardCharsets.UTF_8)
                .replace("\"fuguComparison\" : 3", "\"fuguComparison\" : 2")
                .replaceAll(",\\s+\"libos\" : null", "");

        assertThat(second).doesNotContain("libos");
        assertThat(GateReport.read(second.getBytes(StandardCharsets.UTF_8))).isEqualTo(report);
    }

    @ParameterizedTest
    @MethodSource("all")
    void junitIsValidAndAGateThatIsShutHasAReasonInIt(GateReport report) throws Exception {
        var xml = JunitReport.of(report);

        validate(xml);
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        var suite = document.getElementsByTagName("testsuite").item(0).getAttributes();
        int shut = 0;
        for (var element : List.of("failure", "error", "skipped")) {
            var found = document.getElementsByTagName(element);
            var attribute = element.equals("skipped") ? "skipped" : element + "s";
            assertThat(suite.getNamedItem(attribute).getTextContent()).isEqualTo("" + found.getLength());
            if (!element.equals("skipped")) shut += found.getLength();
            for (int i = 0; i < found.getLength(); i++)
                assertThat(found.item(i).getTextContent()).hasSizeGreaterThan(5);
        }
        assertThat(shut > 0).isEqualTo(report.exitCode() != 0);
    }

    private static void validate(String xml) throws SAXException, IOException {
        var schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Objects.requireNonNull(GateReportTests.class.getResource("junit.xsd")));
        schema.newValidator().validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void whatIsNoReportIsNotValid() {
        assertThatThrownBy(() -> validate(JunitReport.of(WORSE).replace("testcase", "case")))
                .isInstanceOf(SAXException.class);
    }

    @Test
    void aFailuresBodyIsReadable() {
        assertThat(JunitReport.of(explained())).contains("""
                a, cycles: 10 more cycles (1000 to 1010)
                base        1,000 cycles
                head        1,010 cycles
                difference  +10 (+1.000 %)
                allowed     increase 0
                they part in cycle 77
                because     so`&lt;l@ve| (solve.c:41): +10 cycles, +9 of them on node 3, mostly remote miss
                """);
    }

    @Test
    void forAPullRequestNothingIsSaidWhenNothingChanged() {
        assertThat(MarkdownReport.of(SAME)).isEmpty();
        assertThat(MarkdownReport.summary(SAME)).isEqualTo("""
                ### Benchmarks: no regression

                3 figures are unchanged.
                """);
        assertThat(MarkdownReport.linked("", URI.create("https://fugu.example.org/x")))
                .isEmpty();
        assertThat(MarkdownReport.linked("said\n", URI.create("https://fugu.example.org/x")))
                .isEqualTo("said\n\n[More](https://fugu.example.org/x)\n");
        assertThat(MarkdownReport.of(WORSE)).endsWith(MarkdownReport.summary(WORSE));
    }

    @Test
    void forAPullRequestThereIsWhatMovedAndWhyAndNoMarkupOfOthers() {
        assertThat(MarkdownReport.of(explained())).isEqualTo("""
                <!-- fugu-benchmarks -->
                ### Benchmarks: 2 regressions

                | benchmark | measure | base | head | difference | |
                |---|---|--:|--:|--:|---|
                | a | cycles (cycles) | 1,000 | 1,010 | +10 (+1.000 %) | **worse** |
                | a | rate | 50 | 60 | +10 (+20.000 %) | better |

                - **fails**: c: the benchmark is new, without a baseline
                - **fails**: b: the benchmark is gone; the baseline has it

                Why a:

                1. `so'<l@ve| (solve.c:41)`: +10 cycles, +9 of them on node 3, mostly remote miss

                """);
        assertThat(MarkdownReport.of(NONE)).contains("**fails**: there is no baseline '&lt;?b&gt;'");
    }

    @Test
    void aLongReportIsCut() {
        var before = new TreeMap<String, Long>();
        var after = new TreeMap<String, Long>();
        for (int i = 0; i < 300; i++) {
            before.put("m" + i, 1L);
            after.put("m" + i, 2L);
        }
        var text = MarkdownReport.of(
                report(results(measured("a", "exited", before)), results(measured("a", "exited", after)), 0));

        assertThat(text.lines()).hasSizeLessThan(30);
        assertThat(text).contains("280 more moved");
    }

    @ParameterizedTest
    @MethodSource("all")
    void aBadgeIsAPictureThatSaysHowItWent(GateReport report) throws Exception {
        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Badge.of(report))));

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("benchmarks: " + report.verdict());
        boolean green = Badge.of(report).contains("#2e7d32");
        assertThat(green).isEqualTo(report.exitCode() == 0);
    }

    @ParameterizedTest
    @MethodSource("all")
    void gitlabIsToldOfEachFindingThatFailsOnce(GateReport report) throws Exception {
        var issues = GitlabReports.codeQuality(report, "bench/fugu.yaml");

        assertThat(violations("codequality", issues)).isEmpty();
        assertThat(violations("codequality", issues.replace("severity", "severe"))
                        .isEmpty())
                .isEqualTo(report.exitCode() == 0);
        var fingerprints = fingerprints(issues);
        assertThat(fingerprints).hasSize(report.regressions()).doesNotHaveDuplicates();
    }

    private static List<String> fingerprints(String issues) {
        return Pattern.compile("\"fingerprint\":\"([0-9a-f]{32})\"")
                .matcher(issues)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void aFindingsFingerprintDoesNotDependOnItsFigures() {
        var base = results(measured("a", "exited", Map.of("cycles", 1000L)));
        var one = report(base, results(measured("a", "exited", Map.of("cycles", 2000L))), 3);
        var other = report(base, results(measured("a", "exited", Map.of("cycles", 3000L))), 3);

        assertThat(fingerprints(GitlabReports.codeQuality(one, "x")))
                .hasSize(1)
                .isEqualTo(fingerprints(GitlabReports.codeQuality(other, "x")));
    }

    @Test
    void figuresAreOpenMetricsToo() {
        assertThat(GitlabReports.metrics(results(
                        measured("a \\ \"b\"", "exited", Map.of("cycles", 5L)), measured("c", "trapped", Map.of()))))
                .isEqualTo("""
                        # TYPE fugu_benchmark gauge
                        fugu_benchmark{benchmark="a \\\\ \\"b\\"",measure="cycles"} 5
                        # EOF
                        """);
    }

    private static List<String> violations(String schema, String document) throws IOException {
        try (var in = GateReportTests.class.getResourceAsStream(schema + ".schema.json")) {
            var rules = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in, InputFormat.JSON);
            return rules.validate(document, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    @Test
    void figuresForOthersFitTheirSchemas() throws Exception {
        var results = results(
                measured("a", "exited", Map.of("cycles", Long.MAX_VALUE, "rate", -3L)),
                measured("b", "trapped", Map.of()));

        assertThat(violations("bmf", Figures.bmf(results))).isEmpty();
        assertThat(Figures.bmf(results)).contains("9223372036854775807").doesNotContain("\"b\"");
        assertThat(violations("bmf", Figures.bmf(results).replace("value", "val")))
                .isNotEmpty();
        var smaller = Figures.action(results, false);
        var bigger = Figures.action(results, true);
        assertThat(violations("action", smaller)).isEmpty();
        assertThat(violations("action", bigger)).isEmpty();
        assertThat(violations("action", bigger.replace("unit", "units"))).isNotEmpty();
        assertThat(smaller).contains("a / cycles").doesNotContain("a / rate");
        assertThat(bigger).contains("a / rate").doesNotContain("a / cycles");
    }

    @Test
    void figuresOfOthersBecomeResultsThatCanBeCompared() {
        var document = """
                {"/bin/sh -c x": {"latency": {"value": 88.0, "lower_value": 87.5}, "rate": {"value": 12e2}}}
                """;
        var results = Figures.ofBmf("theirs", document.getBytes(StandardCharsets.UTF_8));

        assertThat(results.measurements().getFirst().measures())
                .containsOnly(Map.entry("latency", 88L), Map.entry("rate", 1200L));
        assertThat(ResultsFile.read(ResultsFile.write(results))).isEqualTo(results);
        assertThat(report(results, results, 0).verdict()).isEqualTo("no regression");
        assertThat(Figures.bmf(results)).contains("/bin/sh -c x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[]; it must be an object",
                "{; is not JSON",
                "{\"a\": 1}; 'a' must be an object",
                "{\"a\": {\"m\": 1}}; 'a/m' must be an object",
                "{\"a\": {\"m\": {}}}; 'a/m/value' is missing",
                "{\"a\": {\"m\": {\"value\": \"1\"}}}; 'a/m/value' must be a number",
                "{\"a\": {\"m\": {\"value\": 1, \"vaule\": 1}}}; 'a/m/vaule' is no field",
                "{\"a\": {\"m\": {\"value\": 1.5}}}; give it in a smaller unit",
                "{\"a\": {\"m\": {\"value\": 1e99}}}; give it in a smaller unit",
                "{\"a\": {\"M M\": {\"value\": 1}}}; names no measure",
                "{\"a\": {}, \"a\": {}}; is not JSON",
                "{\"a\\u0007\": {}}; has a character that cannot be shown",
            })
    void figuresThatCannotBeReadAreRefusedWithTheirPlace(String document, String said) {
        assertThatThrownBy(() -> Figures.ofBmf("theirs", document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\u001b[31m", "\\u202e", "\\ud800", "\\uffff", "\\n"})
    void whatCannotBeShownIsInNoDocument(String odd) {
        var written = new String(WORSE.write(), StandardCharsets.UTF_8)
                .replaceFirst("2 regressions", odd.replace("\\", "\\\\"));

        assertThatThrownBy(() -> GateReport.read(written.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be shown");
    }
}
