package org.fugu.cli.bench;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.fugu.experiment.benchmark.BenchmarkResults;
import org.fugu.experiment.benchmark.Comparison;
import org.fugu.experiment.benchmark.Finding;
import org.jspecify.annotations.Nullable;

/// A comparison as Markdown, JUnit XML and JSON.
final class ComparisonReport {
    private ComparisonReport() {}

    /// One line that says how it went.
    static String verdict(Comparison comparison) {
        return switch (comparison.effect()) {
            case FAILS -> count(comparison, Finding.Effect.FAILS, "failing program");
            case WORSE -> count(comparison, Finding.Effect.WORSE, "regression");
            case NO_BASELINE -> "no baseline";
            case NONE -> "no regression";
        };
    }

    private static String count(Comparison comparison, Finding.Effect effect, String what) {
        long many = comparison.findings().stream()
                .filter(finding -> finding.effect() == effect)
                .count();
        return many + " " + what + (many == 1 ? "" : "s");
    }

    static String markdown(Comparison comparison) {
        var text = new StringBuilder("### Benchmarks: ")
                .append(verdict(comparison))
                .append("\n\n");
        text.append("| benchmark | measure | base | head | difference | |\n|---|---|--:|--:|--:|---|\n");
        var notes = new ArrayList<String>();
        for (var finding : comparison.findings()) {
            if (finding instanceof Finding.Compared compared) text.append(row(compared));
            else notes.add("- " + finding.sentence() + "\n");
        }
        if (!notes.isEmpty()) text.append('\n');
        notes.forEach(text::append);
        return text.toString();
    }

    private static String row(Finding.Compared compared) {
        return String.format(
                        Locale.ROOT,
                        "| %s | %s | %,d | %,d | %s | %s |%n",
                        compared.benchmark(),
                        compared.unit() == null
                                ? compared.measure()
                                : compared.measure() + " (" + compared.unit() + ")",
                        compared.base(),
                        compared.head(),
                        difference(compared),
                        word(compared.verdict()))
                .replace(System.lineSeparator(), "\n");
    }

    private static String difference(Finding.Compared compared) {
        if (compared.base() == compared.head()) return "0";
        var absolute = String.format(Locale.ROOT, "%+,d", compared.difference());
        if (compared.base() == 0) return absolute;
        double share = compared.difference().doubleValue() / compared.base();
        return absolute + String.format(Locale.ROOT, " (%+.3f %%)", 100 * share);
    }

    private static String word(Finding.Verdict verdict) {
        return switch (verdict) {
            case REGRESSION -> "**worse**";
            case IMPROVEMENT -> "better";
            case CHANGED -> "changed";
            case UNCHANGED -> "";
        };
    }

    /// A test case for every finding; regressions are failures, what was not compared is skipped.
    static String junit(Comparison comparison) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "fugu benchmarks of " + comparison.head().bundle());
            xml.writeAttribute("tests", Integer.toString(comparison.findings().size()));
            xml.writeAttribute(
                    "failures", Integer.toString(comparison.failures().size()));
            for (var finding : comparison.findings()) testCase(xml, finding);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return text + "\n";
    }

    private static void testCase(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", finding.benchmark());
        xml.writeAttribute("name", finding instanceof Finding.Compared compared ? compared.measure() : "benchmark");
        if (finding.effect() != Finding.Effect.NONE) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", finding.sentence());
            xml.writeEndElement();
        } else if (!(finding instanceof Finding.Compared)) {
            xml.writeStartElement("skipped");
            xml.writeAttribute("message", finding.sentence());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    static Map<String, @Nullable Object> json(Comparison comparison) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("verdict", verdict(comparison));
        json.put("regressions", comparison.failures().size());
        json.put("otherEpoch", comparison.findings().stream().anyMatch(Finding.OtherEpoch.class::isInstance));
        json.put("base", side(comparison.base()));
        json.put("head", side(comparison.head()));
        json.put("findings", findings(comparison));
        return json;
    }

    private static Map<String, String> side(BenchmarkResults results) {
        var json = new LinkedHashMap<String, String>();
        json.put("bundle", results.bundle());
        json.put("bundleVersion", results.bundleVersion());
        json.put("bundleDigest", results.bundleDigest());
        return json;
    }

    private static List<Map<String, @Nullable Object>> findings(Comparison comparison) {
        return comparison.findings().stream().map(ComparisonReport::json).toList();
    }

    private static Map<String, @Nullable Object> json(Finding finding) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("benchmark", finding.benchmark());
        json.put("kind", kind(finding));
        json.put("sentence", finding.sentence());
        if (finding instanceof Finding.Compared compared) {
            json.put("measure", compared.measure());
            json.put("base", compared.base());
            json.put("head", compared.head());
            json.put("difference", compared.difference());
            json.put("unit", compared.unit());
        }
        return json;
    }

    private static String kind(Finding finding) {
        return switch (finding) {
            case Finding.Compared compared -> compared.verdict().name().toLowerCase(Locale.ROOT);
            case Finding.NotComparable not -> not.why().name().toLowerCase(Locale.ROOT);
            case Finding.Broken _ -> "broken";
            case Finding.OtherEpoch _ -> "other_epoch";
            case Finding.Unreported _ -> "unreported";
            case Finding.OtherThreshold _ -> "other_threshold";
            case Finding.IdleAcknowledgement _ -> "idle_acknowledgement";
        };
    }
}
