package org.fugu.service.bundle;

import java.time.Instant;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.Manifest;
import org.jspecify.annotations.Nullable;

/// What is stored of a bundle beside its archive, so that lists need not unpack anything.
record BundleSummary(
        String digest,
        String name,
        String version,
        List<String> programs,
        UploadedBundle.DefaultRun run,
        List<String> benchmarks,
        long size,
        @Nullable String kind,
        @Nullable String libos) {
    static BundleSummary of(Bundle bundle) {
        var manifest = bundle.manifest();
        return new BundleSummary(
                bundle.identity(),
                manifest.name(),
                manifest.version(),
                List.copyOf(manifest.programs().keySet()),
                run(manifest.run().setting()),
                manifest.benchmarks().stream().map(Manifest.Benchmark::name).toList(),
                bundle.totalBytes(),
                (manifest.isLibraryOs() ? UploadedBundle.Kind.LIBOS : UploadedBundle.Kind.APPLICATION).wireName(),
                manifest.libos() == null ? null : manifest.libos().toString());
    }

    private static UploadedBundle.DefaultRun run(Manifest.Setting setting) {
        var limits = setting.limits();
        return new UploadedBundle.DefaultRun(
                setting.program(),
                setting.machine(),
                setting.mesh().toString(),
                setting.args(),
                new UploadedBundle.DefaultLimits(
                        limits.cycles(), limits.instructions(), limits.consoleBytes(), limits.memoryBytes()));
    }

    UploadedBundle uploadedAt(Instant time) {
        // What was stored before there were library OSes has programs.
        var known = kind == null ? UploadedBundle.Kind.APPLICATION.wireName() : kind;
        return new UploadedBundle(digest, name, version, known, programs, libos, run, benchmarks, size, time);
    }
}
