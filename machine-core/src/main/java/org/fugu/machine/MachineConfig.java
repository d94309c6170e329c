package org.fugu.machine;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;

/// What a machine is built from.
///
/// @param hostThreads how many host threads run the nodes of a window; it never changes a result
/// @param sharedFrom they share a window only if windows have had so many instructions of late, else one
///     thread runs all of its nodes; it never changes a result
/// @param windows where the windows of an exact run end; it never changes a result
/// @param translation what is translated and not interpreted; it never changes a result
public record MachineConfig(
        Preset preset,
        MeshShape mesh,
        Fidelity fidelity,
        int hostThreads,
        long sharedFrom,
        Windows windows,
        CodeCache translation) {
    // To wake a thread takes up to some 50 us, and so many instructions take longer than twice that.
    private static final long WORTH_SHARING = 20_000;

    public MachineConfig {
        if (hostThreads < 1 || hostThreads > 64) {
            throw new IllegalArgumentException(hostThreads + " host threads: from 1 to 64 are possible");
        }
    }

    /// The exact model on one host thread.
    public static MachineConfig of(Preset preset, MeshShape mesh) {
        return new MachineConfig(
                preset,
                mesh,
                new Fidelity.Timing(),
                1,
                0,
                new Windows.Full(),
                new CodeCache(TranslationPolicy.DEFAULT));
    }

    public MachineConfig withFidelity(Fidelity other) {
        return new MachineConfig(preset, mesh, other, hostThreads, sharedFrom, windows, translation);
    }

    /// How many host threads help: no more than the host has processors and the machine nodes.
    ///
    /// @param wanted 1 or more
    public static int usefulThreads(int wanted, int nodes) {
        return Math.min(wanted, Math.min(nodes, Runtime.getRuntime().availableProcessors()));
    }

    /// So many host threads share every window, whether that is worth it or not.
    public MachineConfig withHostThreads(int threads) {
        return new MachineConfig(preset, mesh, fidelity, threads, 0, windows, translation);
    }

    /// So many host threads share the windows that are long enough.
    public MachineConfig withHelpfulThreads(int threads) {
        return new MachineConfig(preset, mesh, fidelity, threads, WORTH_SHARING, windows, translation);
    }

    public MachineConfig withWindows(Windows other) {
        return new MachineConfig(preset, mesh, fidelity, hostThreads, sharedFrom, other, translation);
    }

    public MachineConfig withTranslation(CodeCache other) {
        return new MachineConfig(preset, mesh, fidelity, hostThreads, sharedFrom, windows, other);
    }
}
