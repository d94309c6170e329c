package org.fugu.experiment.report;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// A gate as JUnit XML, as Jenkins' schema has it: a test case for each finding. What fails the gate is
/// a failure, or an error where a program does not end well; what is only said is skipped or printed.
public final class JunitReport {
    private static final String SUITE = "fugu benchmarks";

    private JunitReport() {}

    public static String of(GateReport report) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            suite(xml, report);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return text + "\n";
    }

    private static void suite(XMLStreamWriter xml, GateReport report) throws XMLStreamException {
        var head = report.head();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", head == null ? SUITE : SUITE + " of " + head.bundle());
        var lines = report.findings();
        xml.writeAttribute("tests", "" + lines.size());
        xml.writeAttribute("failures", "" + count(lines, "failure"));
        xml.writeAttribute("errors", "" + count(lines, "error"));
        xml.writeAttribute("skipped", "" + count(lines, "skipped"));
        for (var line : lines) testCase(xml, report, line);
        xml.writeEndElement();
    }

    private static long count(List<GateReport.Line> lines, String element) {
        return lines.stream().filter(line -> element(line).equals(element)).count();
    }

    /// What a test case holds; nothing for one that passed in silence.
    private static String element(GateReport.Line line) {
        if (line.effect().equals("fails")) return "error";
        if (line.isFailure()) return "failure";
        return line.difference() == null ? "skipped" : line.isQuiet() ? "" : "system-out";
    }

    private static void testCase(XMLStreamWriter xml, GateReport report, GateReport.Line line)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", line.benchmark());
        var measure = line.measure();
        xml.writeAttribute("name", measure == null ? line.kind() : measure);
        var element = element(line);
        if (!element.isEmpty()) {
            xml.writeStartElement(element);
            if (!element.equals("system-out")) {
                xml.writeAttribute("type", line.kind());
                xml.writeAttribute("message", line.sentence());
            }
            xml.writeCharacters("\n" + body(report, line));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String body(GateReport report, GateReport.Line line) {
        var rows = new ArrayList<String>();
        rows.add(line.sentence());
        if (line.difference() != null) {
            var unit = line.unit() == null ? "" : " " + line.unit();
            rows.add("base        " + ReportWords.count(line.base()) + unit);
            rows.add("head        " + ReportWords.count(line.head()) + unit);
            rows.add("difference  " + ReportWords.difference(line));
            rows.add("allowed     " + (line.threshold() == null ? "anything" : line.threshold()));
        }
        for (var why : report.explanations()) {
            if (line.isFailure() && why.benchmark().equals(line.benchmark())) why(why, rows);
        }
        return String.join("\n", rows) + "\n";
    }

    private static void why(GateReport.Why why, List<String> rows) {
        if (why.first() != null)
            rows.add("they part in cycle " + ReportWords.count(why.first().cycle()));
        for (var cause : why.causes()) {
            rows.add("because     " + ReportWords.place(cause.function(), cause.line()) + ": "
                    + ReportWords.cause(cause));
        }
    }
}
