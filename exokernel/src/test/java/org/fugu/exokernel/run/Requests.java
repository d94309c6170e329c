package org.fugu.exokernel.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.Windows;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// Requests for tests, and runs on machines that only tests build.
final class Requests {
    static final Limits LIMITS = new Limits(1_000_000, 10_000_000, 4096, 1 << 20);

    private Requests() {}

    static RunRequest of(byte[] image, int nodes) {
        return new RunRequest(
                image,
                "test",
                "program",
                List.of(),
                Preset.named("fugu"),
                MeshShape.ofNodes(nodes),
                nodes,
                new Fidelity.Timing(),
                1,
                LIMITS,
                1);
    }

    static RunRequest with(RunRequest request, Limits limits) {
        return with(request, request.arguments(), request.preset(), request.fidelity(), request.seed(), limits);
    }

    static RunRequest with(RunRequest request, Preset preset) {
        return with(request, request.arguments(), preset, request.fidelity(), request.seed(), request.limits());
    }

    static RunRequest with(RunRequest request, Fidelity fidelity) {
        return with(request, request.arguments(), request.preset(), fidelity, request.seed(), request.limits());
    }

    static RunRequest with(RunRequest request, String argument, long seed) {
        return with(request, List.of(argument), request.preset(), request.fidelity(), seed, request.limits());
    }

    private static RunRequest with(
            RunRequest request, List<String> arguments, Preset preset, Fidelity fidelity, long seed, Limits limits) {
        return new RunRequest(
                request.image(),
                request.identity(),
                request.program(),
                arguments,
                preset,
                request.mesh(),
                request.nodes(),
                fidelity,
                seed,
                limits,
                request.hostThreads());
    }

    static RunReport run(RunRequest request) {
        return Exokernel.run(request, RunObserver.NONE);
    }

    /// Runs on a machine of that configuration instead of the request's.
    static RunReport runOn(RunRequest request, Machine machine) {
        return new MachineRun(request, Member.of(request), machine, RunObserver.NONE).toItsEnd();
    }

    static Machine machine(RunRequest request, int hostThreads) {
        return new Machine(Exokernel.config(request).withHostThreads(hostThreads));
    }

    static Machine choppedMachine(RunRequest request, long seed) {
        return machine(request, new Windows.Random(seed));
    }

    static Machine machine(RunRequest request, Windows windows) {
        return new Machine(Exokernel.config(request).withWindows(windows));
    }

    /// What all ranks have printed, one after the other.
    static String console(RunReport report) {
        var text = new StringBuilder();
        report.console().values().forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
