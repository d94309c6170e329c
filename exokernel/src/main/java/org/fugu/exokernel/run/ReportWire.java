package org.fugu.exokernel.run;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.wire.WireReader;
import org.fugu.exokernel.wire.WireWriter;
import org.fugu.machine.observe.LatencySummary;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// The fields of a report.
final class ReportWire {
    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_MESSAGE = 1 << 20;
    private static final int DIGEST = 64;
    private static final int MOST_EPOCHS = 1 << 22;
    private static final int MOST_NAMES = 1 << 20;
    private static final int MOST_CONTEXTS = 1 << 16;
    private static final double KILOHERTZ = 1000;

    /// What a version tells of each job beyond the first ones.
    private enum Told {
        NONE,
        REFUSALS,
        DETAILS
    }

    private ReportWire() {}

    /// Of a run of one job.
    static void writeOne(WireWriter out, RunReport report) {
        out.field("machine").text(report.machine());
        out.field("machineVersion").text(report.machineVersion());
        out.field("nodes").number(report.nodes());
        out.field("fidelity").text(report.fidelity());
        out.field("outcome").text(report.outcome().wireName());
        out.field("exitCode").orNull(report.exitCode(), code -> out.number(code));
        out.field("trap").orNull(report.trap(), trap -> write(out, trap));
        out.field("message").text(report.message());
        out.field("digest").text(report.digest());
        out.field("resultDigest").text(report.resultDigest());
        out.field("epochs").texts(report.epochs());
        out.field("cycles").number(report.cycles());
        out.field("clockKilohertz").number(kilohertz(report.clockMegahertz()));
        out.field("instructions").number(report.instructions());
        out.field("messagesSent").number(report.messagesSent());
        out.field("messagesReceived").number(report.messagesReceived());
        out.field("console").list(report.console().entrySet(), console -> write(out, console));
        out.field("metrics").map(report.metrics(), out::number);
        out.field("metricUnits").map(report.metricUnits(), out::text);
        out.field("counters").list(report.counters(), counters -> out.map(new TreeMap<>(counters), out::number));
        out.field("latencies").map(report.latencies(), latency -> write(out, latency));
        out.field("waiting").list(report.clues().waiting(), waiting -> write(out, waiting));
        out.field("refusedCall").orNull(report.clues().refusedCall(), call -> out.number(call));
    }

    static RunReport readOne(WireReader in) {
        return new RunReport(
                in.field("machine").text(LONGEST_NAME),
                in.field("machineVersion").text(LONGEST_NAME),
                in.field("nodes").intNumber(1, NodeId.MAX_NODES),
                in.field("fidelity").text(LONGEST_NAME),
                outcome(in.field("outcome").text(LONGEST_NAME)),
                in.field("exitCode").orNull(() -> in.intNumber(Integer.MIN_VALUE, Integer.MAX_VALUE)),
                in.field("trap").orNull(() -> trap(in)),
                in.field("message").text(LONGEST_MESSAGE),
                in.field("digest").text(DIGEST),
                in.field("resultDigest").text(DIGEST),
                in.field("epochs").texts(MOST_EPOCHS, DIGEST),
                count(in, "cycles"),
                count(in, "clockKilohertz") / KILOHERTZ,
                count(in, "instructions"),
                count(in, "messagesSent"),
                count(in, "messagesReceived"),
                console(in.field("console")),
                in.field("metrics").map(MOST_NAMES, () -> any(in)),
                in.field("metricUnits").map(MOST_NAMES, () -> in.text(LONGEST_NAME)),
                in.field("counters").<Map<String, Long>>list(NodeId.MAX_NODES, () -> in.map(MOST_NAMES, () -> any(in))),
                in.field("latencies").map(MOST_NAMES, () -> latency(in)),
                clues(in, Told.NONE));
    }

    /// Of several jobs, of which none was refused anything.
    static void write(WireWriter out, RunReport report) {
        write(out, report, Told.NONE);
    }

    static void writeAudited(WireWriter out, RunReport report) {
        write(out, report, Told.REFUSALS);
    }

    static void writeDetailed(WireWriter out, RunReport report) {
        write(out, report, Told.DETAILS);
    }

    private static void write(WireWriter out, RunReport report, Told told) {
        out.field("machine").text(report.machine());
        out.field("machineVersion").text(report.machineVersion());
        out.field("nodes").number(report.nodes());
        out.field("fidelity").text(report.fidelity());
        out.field("digest").text(report.digest());
        out.field("epochs").texts(report.epochs());
        out.field("clockKilohertz").number(kilohertz(report.clockMegahertz()));
        out.field("instructions").number(report.instructions());
        out.field("counters").list(report.counters(), counters -> out.map(new TreeMap<>(counters), out::number));
        out.field("latencies").map(report.latencies(), latency -> write(out, latency));
        out.field("jobs").list(report.jobs(), job -> write(out, job, told));
    }

    static RunReport read(WireReader in) {
        return read(in, Told.NONE);
    }

    static RunReport readAudited(WireReader in) {
        return read(in, Told.REFUSALS);
    }

    static RunReport readDetailed(WireReader in) {
        return read(in, Told.DETAILS);
    }

    private static RunReport read(WireReader in, Told told) {
        return new RunReport(
                in.field("machine").text(LONGEST_NAME),
                in.field("machineVersion").text(LONGEST_NAME),
                in.field("nodes").intNumber(1, NodeId.MAX_NODES),
                in.field("fidelity").text(LONGEST_NAME),
                in.field("digest").text(DIGEST),
                in.field("epochs").texts(MOST_EPOCHS, DIGEST),
                count(in, "clockKilohertz") / KILOHERTZ,
                count(in, "instructions"),
                in.field("counters").<Map<String, Long>>list(NodeId.MAX_NODES, () -> in.map(MOST_NAMES, () -> any(in))),
                in.field("latencies").map(MOST_NAMES, () -> latency(in)),
                in.field("jobs").list(JobIdentity.MOST, () -> job(in, told)));
    }

    private static void write(WireWriter out, JobReport job, Told told) {
        out.open('{').field("outcome").text(job.outcome().wireName());
        out.field("exitCode").orNull(job.exitCode(), code -> out.number(code));
        out.field("trap").orNull(job.trap(), trap -> write(out, trap));
        out.field("message").text(job.message());
        out.field("resultDigest").text(job.resultDigest());
        out.field("cycles").number(job.cycles());
        out.field("instructions").number(job.instructions());
        out.field("messagesSent").number(job.messagesSent());
        out.field("messagesReceived").number(job.messagesReceived());
        out.field("console").list(job.console().entrySet(), console -> write(out, console));
        out.field("metrics").map(job.metrics(), out::number);
        out.field("metricUnits").map(job.metricUnits(), out::text);
        if (told == Told.DETAILS) out.field("latencies").map(job.latencies(), latency -> write(out, latency));
        out.field("waiting").list(job.clues().waiting(), waiting -> write(out, waiting));
        out.field("refusedCall").orNull(job.clues().refusedCall(), call -> out.number(call));
        if (told != Told.NONE) write(out, job.clues().auditTrail());
        if (told == Told.DETAILS) write(out, job.clues().capabilities());
        out.close('}');
    }

    private static JobReport job(WireReader in, Told told) {
        in.open('{');
        var job = new JobReport(
                outcome(in.field("outcome").text(LONGEST_NAME)),
                in.field("exitCode").orNull(() -> in.intNumber(Integer.MIN_VALUE, Integer.MAX_VALUE)),
                in.field("trap").orNull(() -> trap(in)),
                in.field("message").text(LONGEST_MESSAGE),
                in.field("resultDigest").text(DIGEST),
                count(in, "cycles"),
                count(in, "instructions"),
                count(in, "messagesSent"),
                count(in, "messagesReceived"),
                console(in.field("console")),
                in.field("metrics").map(MOST_NAMES, () -> any(in)),
                in.field("metricUnits").map(MOST_NAMES, () -> in.text(LONGEST_NAME)),
                told == Told.DETAILS
                        ? in.field("latencies").map(MOST_NAMES, () -> latency(in))
                        : Collections.emptySortedMap(),
                clues(in, told));
        in.close('}');
        return job;
    }

    private static long any(WireReader in) {
        return in.number(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long count(WireReader in, String name) {
        return in.field(name).number(0, Long.MAX_VALUE);
    }

    private static int node(WireReader in, String name) {
        return in.field(name).intNumber(0, NodeId.MAX_NODES - 1);
    }

    /// Clocks are whole numbers of kHz.
    private static long kilohertz(double megahertz) {
        long kilohertz = Math.round(megahertz * KILOHERTZ);
        if (kilohertz / KILOHERTZ == megahertz) return kilohertz;
        throw new IllegalArgumentException("a clock of " + megahertz + " MHz is no whole number of kHz");
    }

    private static Outcome outcome(String name) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no outcome '" + name + "'"));
    }

    private static void write(WireWriter out, TrapReport trap) {
        out.open('{').field("node").number(trap.node()).field("pc").number(trap.pc());
        out.field("cause").text(trap.cause()).field("value").number(trap.value());
        out.field("message").text(trap.message()).close('}');
    }

    private static TrapReport trap(WireReader in) {
        in.open('{');
        int node = node(in, "node");
        long pc = any(in.field("pc"));
        var cause = in.field("cause").text(LONGEST_NAME);
        long value = any(in.field("value"));
        var message = in.field("message").text(LONGEST_MESSAGE);
        in.close('}');
        return new TrapReport(node, pc, cause, value, message);
    }

    private static void write(WireWriter out, Map.Entry<Integer, byte[]> console) {
        out.open('{').field("node").number(console.getKey());
        out.field("bytes").base64(console.getValue()).close('}');
    }

    private static SortedMap<Integer, byte[]> console(WireReader in) {
        var console = new TreeMap<Integer, byte[]>();
        in.list(NodeId.MAX_NODES, () -> {
            in.open('{');
            int node = node(in, "node");
            if (console.put(node, in.field("bytes").base64((int) Limits.MAX_CONSOLE_BYTES)) != null) {
                throw new IllegalArgumentException("node " + node + " has two consoles");
            }
            in.close('}');
            return node;
        });
        return console;
    }

    private static void write(WireWriter out, LatencySummary latency) {
        out.open('{').field("count").number(latency.count());
        out.field("min").number(latency.min()).field("p50").number(latency.p50());
        out.field("p90").number(latency.p90()).field("p99").number(latency.p99());
        out.field("max").number(latency.max());
        out.field("meanThousandths").number(latency.meanThousandths()).close('}');
    }

    private static LatencySummary latency(WireReader in) {
        in.open('{');
        var latency = new LatencySummary(
                count(in, "count"),
                count(in, "min"),
                count(in, "p50"),
                count(in, "p90"),
                count(in, "p99"),
                count(in, "max"),
                count(in, "meanThousandths"));
        in.close('}');
        return latency;
    }

    private static void write(WireWriter out, Waiting waiting) {
        out.open('{').field("rank").number(waiting.rank()).field("context").number(waiting.context());
        out.field("pc").number(waiting.pc()).field("returnAddress").number(waiting.returnAddress());
        out.field("stackPointer").number(waiting.stackPointer());
        out.field("stack").list(waiting.stack(), out::number).close('}');
    }

    private static void write(WireWriter out, AuditTrail trail) {
        out.field("refusals").list(trail.first(), refused -> write(out, refused));
        out.field("refusalCounts").map(trail.counts(), out::number);
    }

    private static AuditTrail auditTrail(WireReader in) {
        return new AuditTrail(
                in.field("refusals").list(AuditTrail.MOST_LISTED, () -> refused(in)),
                in.field("refusalCounts").map(MOST_NAMES, () -> in.number(1, Long.MAX_VALUE)));
    }

    private static void write(WireWriter out, RefusedCall refused) {
        out.open('{').field("cycle").number(refused.cycle()).field("node").number(refused.node());
        out.field("call").text(refused.call()).field("error").text(refused.error());
        out.field("argument").number(refused.argument());
        out.field("advice").text(refused.advice()).close('}');
    }

    private static RefusedCall refused(WireReader in) {
        in.open('{');
        var refused = new RefusedCall(
                count(in, "cycle"),
                node(in, "node"),
                in.field("call").text(LONGEST_NAME),
                in.field("error").text(LONGEST_NAME),
                any(in.field("argument")),
                in.field("advice").text(LONGEST_NAME));
        in.close('}');
        return refused;
    }

    private static void write(WireWriter out, CapabilityTrail trail) {
        out.field("capabilityEvents").list(trail.first(), step -> write(out, step));
        out.field("capabilityCounts").map(trail.counts(), out::number);
    }

    private static CapabilityTrail capabilityTrail(WireReader in) {
        return new CapabilityTrail(
                in.field("capabilityEvents")
                        .list(CapabilityTrail.MOST_LISTED * CapabilityTrail.MOST_CALLS, () -> step(in)),
                in.field("capabilityCounts").map(MOST_NAMES, () -> in.number(1, Long.MAX_VALUE)));
    }

    private static void write(WireWriter out, CapabilityStep step) {
        out.open('{').field("cycle").number(step.cycle()).field("node").number(step.node());
        out.field("call").text(step.call());
        out.field("object").orNull(step.object(), object -> out.text(object));
        out.field("rights").text(step.rights());
        out.field("handle").orNull(step.handle(), handle -> out.number(handle));
        out.field("made").orNull(step.made(), handle -> out.number(handle));
        out.field("toRank").orNull(step.toRank(), rank -> out.number(rank)).close('}');
    }

    private static CapabilityStep step(WireReader in) {
        in.open('{');
        var step = new CapabilityStep(
                count(in, "cycle"),
                node(in, "node"),
                in.field("call").text(LONGEST_NAME),
                in.field("object").orNull(() -> in.text(LONGEST_NAME)),
                in.field("rights").text(LONGEST_NAME),
                in.field("handle").orNull(() -> in.number(0, Long.MAX_VALUE)),
                in.field("made").orNull(() -> in.number(0, Long.MAX_VALUE)),
                in.field("toRank").orNull(() -> in.intNumber(0, NodeId.MAX_NODES - 1)));
        in.close('}');
        return step;
    }

    private static Clues clues(WireReader in, Told told) {
        List<Waiting> waiting = in.field("waiting").list(MOST_CONTEXTS, () -> waiting(in));
        @Nullable
        Integer refused = in.field("refusedCall").orNull(() -> in.intNumber(Integer.MIN_VALUE, Integer.MAX_VALUE));
        var refusals = told == Told.NONE ? AuditTrail.NONE : auditTrail(in);
        var capabilities = told == Told.DETAILS ? capabilityTrail(in) : CapabilityTrail.NONE;
        return new Clues(waiting, refused, refusals, capabilities);
    }

    private static Waiting waiting(WireReader in) {
        in.open('{');
        var waiting = new Waiting(
                node(in, "rank"),
                in.field("context").intNumber(0, MOST_CONTEXTS),
                any(in.field("pc")),
                any(in.field("returnAddress")),
                any(in.field("stackPointer")),
                in.field("stack").list(Waiting.MOST_STACK, () -> any(in)));
        in.close('}');
        return waiting;
    }
}
