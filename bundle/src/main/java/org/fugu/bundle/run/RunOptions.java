package org.fugu.bundle.run;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.Manifest;
import org.fugu.exokernel.run.SnapshotOrigin;
import org.fugu.machine.preset.Preset;
import org.jspecify.annotations.Nullable;

/// What somebody wants otherwise than the manifest says, as it was written; null where nothing was
/// said.
///
/// @param mesh as in `4x2`
/// @param fidelity `functional`, `timing` or `relaxed:CYCLES`
/// @param figures figures of the machine to change, by name
/// @param threads host threads, 1 to 64, on which no result depends; no more run than can help
/// @param system which operating system the program has
public record RunOptions(
        @Nullable String program,
        @Nullable List<String> args,
        @Nullable String machine,
        @Nullable String mesh,
        @Nullable Integer nodes,
        @Nullable String fidelity,
        @Nullable Long seed,
        LimitsGiven limits,
        SortedMap<String, Long> figures,
        int threads,
        SystemChoice system) {
    /// Exactly what the manifest says, on one host thread.
    public static final RunOptions NONE =
            new RunOptions(null, null, null, null, null, null, null, LimitsGiven.NONE, Collections.emptySortedMap(), 1);

    /// With the operating system that the manifest says.
    public RunOptions(
            @Nullable String program,
            @Nullable List<String> args,
            @Nullable String machine,
            @Nullable String mesh,
            @Nullable Integer nodes,
            @Nullable String fidelity,
            @Nullable Long seed,
            LimitsGiven limits,
            SortedMap<String, Long> figures,
            int threads) {
        this(program, args, machine, mesh, nodes, fidelity, seed, limits, figures, threads, SystemChoice.NONE);
    }

    public RunOptions {
        args = args == null ? null : List.copyOf(args);
        figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    }

    /// Exactly this setting, for example a benchmark's.
    public static RunOptions of(Manifest.Setting setting) {
        return new RunOptions(
                setting.program(),
                setting.args(),
                setting.machine(),
                setting.mesh().toString(),
                setting.nodes(),
                setting.fidelity().toString(),
                setting.seed(),
                setting.limits(),
                Collections.emptySortedMap(),
                1);
    }

    /// What a snapshot was taken of.
    ///
    /// @throws IllegalArgumentException if this program does not know the machine or one of its
    ///     figures
    public static RunOptions of(SnapshotOrigin origin) {
        var limits = origin.limits();
        return new RunOptions(
                origin.program(),
                origin.arguments(),
                origin.machine(),
                origin.mesh(),
                origin.nodes(),
                origin.fidelity(),
                origin.seed(),
                new LimitsGiven(limits.cycles(), limits.instructions(), limits.consoleBytes(), limits.memoryBytes()),
                Preset.named(origin.machine()).changesTo(origin.figures()),
                1);
    }

    /// These options, and the others' where these say nothing. Figures are changed on top of the
    /// others'.
    public RunOptions or(RunOptions others) {
        var changed = new TreeMap<>(others.figures);
        changed.putAll(figures);
        return new RunOptions(
                program != null ? program : others.program,
                args != null ? args : others.args,
                machine != null ? machine : others.machine,
                mesh != null ? mesh : others.mesh,
                nodes != null ? nodes : others.nodes,
                fidelity != null ? fidelity : others.fidelity,
                seed != null ? seed : others.seed,
                limits.or(others.limits),
                changed,
                threads,
                system.or(others.system));
    }

    /// What these options of a run mean for a job beside it: limits, seed and structure.
    ///
    /// @param args of that job, or null for those of its manifest
    public RunOptions beside(@Nullable List<String> args) {
        return new RunOptions(
                null,
                args,
                null,
                null,
                null,
                null,
                seed,
                limits,
                Collections.emptySortedMap(),
                threads,
                system.structured());
    }

    /// The same on another number of host threads.
    public RunOptions withThreads(int threads) {
        return new RunOptions(program, args, machine, mesh, nodes, fidelity, seed, limits, figures, threads, system);
    }

    /// The same with another operating system.
    public RunOptions on(SystemChoice other) {
        return new RunOptions(program, args, machine, mesh, nodes, fidelity, seed, limits, figures, threads, other);
    }

    /// The same on that mesh, all of its nodes; for a lease, whose rectangle decides.
    public RunOptions withMesh(String mesh) {
        return new RunOptions(program, args, machine, mesh, nodes, fidelity, seed, limits, figures, threads, system);
    }
}
