package org.fugu.bundle.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fugu.bundle.Bundle;
import org.fugu.exokernel.run.CapabilityStep;
import org.fugu.exokernel.run.Clues;
import org.fugu.exokernel.run.JobReport;
import org.fugu.exokernel.run.JobRequest;
import org.fugu.exokernel.run.LibraryOs;
import org.fugu.exokernel.run.RefusedCall;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.TrapReport;
import org.fugu.machine.observe.LatencySummary;
import org.jspecify.annotations.Nullable;

/// A report as the JSON object scripts rely on: fields may be added, never renamed or removed.
public final class ReportJson {
    private ReportJson() {}

    /// The object, in the order in which to write it. Values are text, numbers, lists, maps and
    /// null.
    ///
    /// @param hostNanos what the run took here; the only figure that differs from host to host
    public static Map<String, @Nullable Object> of(RunPlan plan, RunReport report, long hostNanos) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("bundle", bundle(plan.bundle()));
        json.put("program", plan.request().program());
        json.put("args", plan.request().arguments());
        json.put("machine", report.machine());
        json.put("machineVersion", report.machineVersion());
        json.put("mesh", plan.request().mesh().toString());
        json.put("nodes", report.nodes());
        json.put("fidelity", report.fidelity());
        json.put("seed", plan.request().seed());
        putSystem(json, plan.request().first());
        putResult(json, report);
        if (!plan.request().isAlone()) json.put("jobs", jobs(plan, report));
        json.put("hostMillis", hostNanos / 1_000_000);
        json.put("hostMips", hostMips(report.instructions(), hostNanos));
        return json;
    }

    /// Which operating system the job has; its library OS is null if it was linked into the program.
    private static void putSystem(Map<String, @Nullable Object> json, JobRequest request) {
        var structure = request.structure();
        var structured = new LinkedHashMap<String, @Nullable Object>();
        structured.put("placement", structure.placement().wireName());
        structured.put("kernel", structure.kernel().wireName());
        structured.put("pageTable", structure.pageTable().wireName());
        json.put("structure", structured);
        var library = request.library();
        json.put("libos", library == null ? null : named(library));
    }

    private static Map<String, @Nullable Object> named(LibraryOs library) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("name", library.name());
        json.put("version", library.version());
        json.put("bundle", library.identity());
        return json;
    }

    private static void putResult(Map<String, @Nullable Object> json, RunReport report) {
        json.put("state", "finished");
        json.put("outcome", report.outcome().wireName());
        json.put("exitCode", report.exitCode());
        json.put("message", report.message());
        json.put("trap", trap(report.trap()));
        json.put("digest", report.digest());
        json.put("resultDigest", report.resultDigest());
        json.put("cycles", report.cycles());
        json.put("clockMegahertz", report.clockMegahertz());
        json.put("instructions", report.instructions());
        json.put("messagesSent", report.messagesSent());
        json.put("messagesReceived", report.messagesReceived());
        json.put("console", ConsoleText.byNode(report.console()));
        json.put("metrics", report.metrics());
        json.put("metricUnits", report.metricUnits());
        putAuditTrail(json, report.clues());
        json.put("counters", counters(report.counters()));
        json.put("latencies", latencies(report.latencies()));
    }

    private static List<Map<String, @Nullable Object>> jobs(RunPlan plan, RunReport report) {
        var jobs = new ArrayList<Map<String, @Nullable Object>>();
        for (int i = 0; i < plan.jobs().size(); i++) {
            jobs.add(job(
                    plan.jobs().get(i).bundle(),
                    plan.request().jobs().get(i),
                    report.jobs().get(i)));
        }
        return jobs;
    }

    /// One job of a co-run. Its nodes are numbered from the first one of its rectangle.
    private static Map<String, @Nullable Object> job(Bundle bundle, JobRequest request, JobReport report) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("bundle", bundle(bundle));
        json.put("program", request.program());
        json.put("args", request.arguments());
        json.put("rectangle", request.rectangle().toString());
        json.put("nodes", request.nodes());
        json.put("seed", request.seed());
        json.put("startCycle", request.startCycle());
        putSystem(json, request);
        json.put("outcome", report.outcome().wireName());
        json.put("exitCode", report.exitCode());
        json.put("message", report.message());
        json.put("trap", trap(report.trap()));
        json.put("resultDigest", report.resultDigest());
        json.put("cycles", report.cycles());
        json.put("instructions", report.instructions());
        json.put("messagesSent", report.messagesSent());
        json.put("messagesReceived", report.messagesReceived());
        json.put("console", ConsoleText.byNode(report.console()));
        json.put("metrics", report.metrics());
        json.put("metricUnits", report.metricUnits());
        json.put("latencies", latencies(report.latencies()));
        putAuditTrail(json, report.clues());
        return json;
    }

    private static void putAuditTrail(Map<String, @Nullable Object> json, Clues clues) {
        var refused = clues.auditTrail();
        json.put("refusals", refused.first().stream().map(ReportJson::refusal).toList());
        json.put("refusalCounts", refused.counts());
        json.put("refusalsLeftOut", refused.leftOut());
        var capabilities = clues.capabilities();
        json.put(
                "capabilityEvents",
                capabilities.first().stream().map(ReportJson::event).toList());
        json.put("capabilityCounts", capabilities.counts());
        json.put("capabilityEventsLeftOut", capabilities.leftOut());
    }

    private static Map<String, @Nullable Object> event(CapabilityStep step) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("cycle", step.cycle());
        json.put("node", step.node());
        json.put("call", step.call());
        json.put("object", step.object());
        json.put("rights", step.rights());
        json.put("handle", step.handle());
        json.put("made", step.made());
        json.put("toRank", step.toRank());
        return json;
    }

    private static Map<String, Object> refusal(RefusedCall refused) {
        var json = new LinkedHashMap<String, Object>();
        json.put("cycle", refused.cycle());
        json.put("node", refused.node());
        json.put("call", refused.call());
        json.put("error", refused.error());
        json.put("argument", refused.argument());
        json.put("advice", refused.advice());
        return json;
    }

    private static Map<String, Object> bundle(Bundle bundle) {
        var manifest = bundle.manifest();
        var json = new LinkedHashMap<String, Object>();
        json.put("digest", bundle.identity());
        json.put("name", manifest.name());
        json.put("version", manifest.version());
        return json;
    }

    private static @Nullable Map<String, Object> trap(@Nullable TrapReport trap) {
        if (trap == null) return null;
        var json = new LinkedHashMap<String, Object>();
        json.put("node", trap.node());
        json.put("pc", trap.pc());
        json.put("cause", trap.cause());
        json.put("value", trap.value());
        json.put("message", trap.message());
        return json;
    }

    private static List<Map<String, Long>> counters(List<Map<String, Long>> counters) {
        return new ArrayList<>(counters);
    }

    /// What `latencies` holds, by name.
    public static Map<String, Object> latencies(Map<String, LatencySummary> latencies) {
        var json = new LinkedHashMap<String, Object>();
        latencies.forEach((name, summary) -> json.put(name, latency(summary)));
        return json;
    }

    private static Map<String, Long> latency(LatencySummary summary) {
        var json = new LinkedHashMap<String, Long>();
        json.put("count", summary.count());
        json.put("minCycles", summary.min());
        json.put("p50Cycles", summary.p50());
        json.put("p90Cycles", summary.p90());
        json.put("p99Cycles", summary.p99());
        json.put("maxCycles", summary.max());
        json.put("meanMillicycles", summary.meanThousandths());
        return json;
    }

    /// Millions of guest instructions a second of host time, to two decimals.
    public static double hostMips(long instructions, long hostNanos) {
        if (hostNanos <= 0) return 0;
        return Math.round(instructions * 100_000.0 / hostNanos) / 100.0;
    }
}
