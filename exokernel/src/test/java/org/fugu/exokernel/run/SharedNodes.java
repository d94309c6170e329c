package org.fugu.exokernel.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.exokernel.environment.Verdict;
import org.fugu.exokernel.frame.BindWords;
import org.fugu.exokernel.job.Job;
import org.fugu.exokernel.kernel.NodeKernel;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.JobPlan;
import org.fugu.exokernel.schedule.GangPlan;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.MachineObserver;
import org.fugu.machine.RunEnd;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.NodeId;

/// Several jobs that share all nodes of a machine, each with a part of every node's memory, scheduled as
/// gangs.
final class SharedNodes {
    private final Machine machine;
    private final Map<NodeId, NodeKernel> kernels = new LinkedHashMap<>();
    private final List<Job> jobs = new ArrayList<>();

    /// @param requests one for each job, of the same machine
    SharedNodes(MachineConfig config, long quantum, int skew, RunRequest... requests) {
        machine = new Machine(config);
        var nodes =
                IntStream.range(0, requests[0].nodes()).mapToObj(NodeId::new).toList();
        int frames = (int) (requests[0].limits().memoryBytes() >>> 12);
        for (var id : nodes) {
            var node = machine.node(id.index());
            var kernel = new NodeKernel(node.privileged(), new BindWords(requests.length * frames), false, nodes);
            node.install(kernel);
            node.privileged().time().limitInstructions(requests[0].limits().instructions());
            kernels.put(id, kernel);
        }
        if (requests.length > 1) {
            var numbers = IntStream.range(0, requests.length).boxed().toList();
            for (var kernel : kernels.values()) kernel.schedule(new GangPlan(nodes, numbers, quantum, skew));
        }
        for (int number = 0; number < requests.length; number++) {
            jobs.add(load(number, nodes, frames, requests[number]));
        }
    }

    private Job load(int number, List<NodeId> nodes, int frames, RunRequest request) {
        var arguments = new ArrayList<>(List.of(request.program()));
        arguments.addAll(request.arguments());
        var plan = new JobPlan(
                new JobIdentity(number, 1 + number, 0, nodes),
                (ElfImage) ElfImage.parse(request.image()),
                arguments,
                request.mesh(),
                request.preset().name(),
                1_000_000,
                request.preset().intValue("processor.contexts"),
                request.seed(),
                number * frames,
                frames,
                request.limits().consoleBytes());
        return Job.load(plan, id -> machine.node(id.index()), kernels::get, (_, _, _) -> {});
    }

    RunEnd run(long until) {
        return machine.run(until, MachineObserver.NONE);
    }

    Job job(int number) {
        return jobs.get(number);
    }

    Machine machine() {
        return machine;
    }

    Verdict verdict(int number) {
        return jobs.get(number).verdict(Long.MAX_VALUE, null);
    }

    String console(int number) {
        var text = new StringBuilder();
        var console = jobs.get(number).console();
        console.collectBefore(Long.MAX_VALUE);
        console.byNode().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }

    String digest() {
        var hash = new StateHash();
        machine.save(hash);
        for (var kernel : kernels.values()) {
            for (var state : kernel.occasional()) if (state.isUsed()) state.save(hash.add(state.name()));
        }
        return hash.hex();
    }

    byte[] snapshot() {
        var out = new SnapshotWriter();
        machine.snapshot(out);
        for (var job : jobs) job.saveBesides(out);
        for (var kernel : kernels.values()) {
            for (var state : kernel.occasional()) {
                out.add(state.isUsed());
                if (state.isUsed()) state.save(out);
            }
        }
        return out.toBytes();
    }

    void restore(byte[] snapshot) {
        var in = new SnapshotReader(snapshot);
        machine.restore(in);
        for (var job : jobs) job.restoreBesides(in);
        for (var kernel : kernels.values()) {
            for (var state : kernel.occasional()) if (in.nextBoolean()) state.restore(in);
        }
        in.end();
    }

    long buffered(int number) {
        return jobs.get(number).ranks().stream()
                .mapToLong(rank -> rank.messages().buffered())
                .sum();
    }

    int mostPages(int number) {
        return jobs.get(number).ranks().stream()
                .mapToInt(rank -> rank.messages().mostPages())
                .max()
                .orElse(0);
    }

    long sent() {
        return Arrays.stream(machine.nodes().toArray(org.fugu.machine.node.Node[]::new))
                .mapToLong(node -> node.ucu().sent())
                .sum();
    }
}
