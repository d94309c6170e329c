package org.fugu.exokernel.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// Requests for the programs that are shipped in `guest/prebuilt`.
final class GuestPrograms {
    private static final Path PREBUILT = Path.of(System.getProperty("fugu.root", ".."), "guest", "prebuilt");
    private static final Limits LIMITS = new Limits(20_000_000, 50_000_000, 1 << 16, 16L << 20);

    /// Every benchmark program, small: name, mesh, arguments.
    static final String[] BENCHMARKS = {
        "misses, 3x1",
        "workerset, 4x1, 2",
        "unmap, 2x2",
        "barrier, 4x2, message 4",
        "barrier, 4x2, tree 4",
        "barrier, 4x2, flat 4",
        "invoke, 3x1, message 6",
        "invoke, 3x1, shared 6",
        "stencil, 2x2, 10 2",
        "matmul, 2x2, 8",
        "chase, 2x1, remote 100",
        "hide, 2x2, 8 2 3",
        "udm, 2x1",
        "request, 2x1, 20",
        "stream, 2x1, messages",
        "stream, 2x1, lines",
        "stream, 2x1, prefetch",
        "stream, 2x1, dma",
        "alltoall, 2x2, message 3",
        "alltoall, 2x2, shared 2",
        "radix, 2x2, 40",
        "lu, 2x2, 8",
        "fft, 2x2, 16",
        "synth, 2x2, 10 40",
        "enum, 2x2, 4",
        "lumessages, 2x2, 13 2",
        "null, 2x1, 20000",
        "aegis, 2x1",
        "protection, 2x1",
        "transfer, 2x1, 50",
        "stride, 2x1, 30"
    };

    private GuestPrograms() {}

    /// @param benchmark as in [#BENCHMARKS]
    static RunRequest request(String benchmark) {
        var parts = benchmark.split(", ");
        var arguments = parts.length < 3 ? new String[0] : parts[2].split(" ");
        return request("bench/" + parts[0], parts[1], arguments);
    }

    static RunRequest request(String bundle, String mesh, String... arguments) {
        return requestOn("fugu", bundle, mesh, arguments);
    }

    static RunRequest requestOn(String machine, String bundle, String mesh, String... arguments) {
        var shape = MeshShape.parse(mesh);
        var program = bundle.substring(bundle.indexOf('/') + 1);
        return new RunRequest(
                file(bundle, program + ".elf"),
                bundle,
                program,
                List.of(arguments),
                Preset.named(machine),
                shape,
                shape.nodes(),
                new Fidelity.Timing(),
                1,
                LIMITS,
                1);
    }

    /// The content of a file of a bundle.
    static byte[] file(String bundle, String name) {
        try (var zip = new ZipFile(PREBUILT.resolve(bundle + ".zip").toFile())) {
            var entry = Objects.requireNonNull(zip.getEntry(name), () -> bundle + " has no " + name);
            return zip.getInputStream(entry).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(bundle + " cannot be read", e);
        }
    }
}
