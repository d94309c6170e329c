package org.fugu.exokernel.run;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fugu.exokernel.wire.WireReader;
import org.fugu.exokernel.wire.WireWriter;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Figure;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;

/// The fields of a request.
final class RequestWire {
    private static final int LONGEST_NAME = 1000;
    private static final int DIGEST = 64;
    private static final int MOST_FIGURES = 1000;

    private RequestWire() {}

    static void write(WireWriter out, RunInputs run) {
        out.field("bundle").text(run.bundle());
        out.field("program").text(run.program());
        out.field("programDigest").text(run.programDigest());
        out.field("arguments").texts(run.arguments());
        out.field("machine").open('{');
        out.field("preset").text(run.machine().name());
        out.field("figures").map(figures(run.machine()), out::number);
        out.field("overrides").texts(run.overrides());
        out.field("columns").number(run.mesh().columns());
        out.field("rows").number(run.mesh().rows());
        out.close('}');
        out.field("nodes").number(run.nodes());
        out.field("fidelity").text(run.fidelity().toString());
        out.field("seed").number(run.seed());
        out.field("limits").open('{');
        out.field("cycles").number(run.limits().cycles());
        out.field("instructions").number(run.limits().instructions());
        out.field("consoleBytes").number(run.limits().consoleBytes());
        out.field("memoryBytes").number(run.limits().memoryBytes());
        out.close('}');
    }

    static RunInputs read(WireReader in) {
        var bundle = in.field("bundle").text(DIGEST);
        var program = in.field("program").text(RunRequest.MAX_ARGUMENT_BYTES);
        var programDigest = in.field("programDigest").text(DIGEST);
        var arguments = in.field("arguments").texts(RunRequest.MAX_ARGUMENT_BYTES, RunRequest.MAX_ARGUMENT_BYTES);
        in.field("machine").open('{');
        var machine = machine(
                in.field("preset").text(LONGEST_NAME),
                in.field("figures").map(MOST_FIGURES, () -> in.number(Long.MIN_VALUE, Long.MAX_VALUE)));
        var overrides = new TreeSet<>(in.field("overrides").texts(MOST_FIGURES, LONGEST_NAME));
        var mesh = new MeshShape(
                in.field("columns").intNumber(1, NodeId.MAX_NODES),
                in.field("rows").intNumber(1, NodeId.MAX_NODES));
        in.close('}');
        int nodes = in.field("nodes").intNumber(1, NodeId.MAX_NODES);
        var fidelity = Fidelity.parse(in.field("fidelity").text(LONGEST_NAME));
        long seed = in.field("seed").number(Long.MIN_VALUE, Long.MAX_VALUE);
        in.field("limits").open('{');
        var limits = new Limits(
                in.field("cycles").number(1, Limits.MAX_CYCLES),
                in.field("instructions").number(1, Limits.MAX_INSTRUCTIONS),
                in.field("consoleBytes").number(0, Limits.MAX_CONSOLE_BYTES),
                in.field("memoryBytes").number(Limits.MIN_MEMORY_BYTES, Limits.MAX_MEMORY_BYTES));
        in.close('}');
        return new RunInputs(
                bundle, program, programDigest, arguments, machine, overrides, mesh, nodes, fidelity, seed, limits);
    }

    private static SortedMap<String, Long> figures(Preset machine) {
        var figures = new TreeMap<String, Long>();
        for (var figure : machine.figures()) figures.put(figure.name(), figure.value());
        return figures;
    }

    /// The preset with those values. What figures there are is what this version of the machine can be
    /// made of: with more or fewer it would be another run.
    private static Preset machine(String name, SortedMap<String, Long> figures) {
        var machine = Preset.named(name);
        var missing = machine.figures().stream()
                .map(Figure::name)
                .filter(figure -> !figures.containsKey(figure))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("it does not say what the machine " + name + " has as " + missing
                    + ", which it has in this version; so it cannot be the same run");
        }
        for (var figure : figures.entrySet()) {
            if (machine.value(figure.getKey()) != figure.getValue()) {
                machine = machine.with(figure.getKey(), figure.getValue());
            }
        }
        for (var conflict : machine.conflicts()) throw new IllegalArgumentException(conflict.detail());
        return machine;
    }
}
