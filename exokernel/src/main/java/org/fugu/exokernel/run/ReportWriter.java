package org.fugu.exokernel.run;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.machine.Machine;
import org.fugu.machine.node.Node;
import org.fugu.machine.observe.LatencySummary;

/// Puts the report of a run together when its machine has stopped.
final class ReportWriter {

    private final RunRequest request;
    private final Machine machine;
    private final Collection<NodeKernel> kernels;
    private final List<Member> members;

    /// By number, of the jobs that never started.
    private final TreeMap<Integer, JobReport> refused;

    /// @param kernels in the order of their nodes
    ReportWriter(
            RunRequest request,
            Machine machine,
            Collection<NodeKernel> kernels,
            List<Member> members,
            TreeMap<Integer, JobReport> refused) {
        this.request = request;
        this.machine = machine;
        this.kernels = kernels;
        this.members = members;
        this.refused = refused;
    }

    RunReport write() {
        var jobs = new TreeMap<>(refused);
        for (var member : members)
            jobs.put(member.number(), new JobReportWriter(member).write().timed(latencies(member)));
        int nodes = request.isAlone() ? request.nodes() : request.mesh().nodes();
        return new RunReport(
                request.preset().name(),
                request.machineVersion(),
                nodes,
                request.fidelity().toString(),
                digest(),
                machine.epochs(),
                request.preset().clockMegahertz(),
                machine.instructions(),
                machine.nodes().stream()
                        .limit(nodes)
                        .<Map<String, Long>>map(this::counters)
                        .toList(),
                Collections.unmodifiableSortedMap(machine.latencies()),
                List.copyOf(jobs.values()));
    }

    /// Of nodes that are one job's, and of no more than that one's.
    private SortedMap<String, LatencySummary> latencies(Member member) {
        var place = member.request().rectangle();
        boolean shared = request.jobs().stream()
                .anyMatch(
                        other -> other != member.request() && other.rectangle().overlaps(place));
        if (request.isAlone() || shared) return Collections.emptySortedMap();
        return Collections.unmodifiableSortedMap(
                machine.latencies(member.plan().nodes().getFirst()));
    }

    /// Those of the node, and of its kernel, if it has one.
    private Map<String, Long> counters(Node node) {
        var counters = node.counters();
        for (var kernel : kernels) if (kernel.id().equals(node.id())) kernel.count(counters);
        return counters;
    }

    private String digest() {
        var hash = RunDigest.ofInputs(request);
        machine.save(hash);
        int node = 0;
        for (var kernel : kernels) {
            for (var state : kernel.occasional()) {
                if (state.isUsed()) state.save(hash.add(state.name()).add(node));
            }
            node++;
        }
        for (var member : members) {
            member.verdict().save(hash);
            hash.add(member.job().console().digest());
        }
        refused.forEach((number, report) ->
                hash.add(number).add(report.outcome().wireName()).add(report.message()));
        return hash.hex();
    }
}
