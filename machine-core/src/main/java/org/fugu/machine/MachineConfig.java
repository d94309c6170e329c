package org.fugu.machine;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;

/// What a machine is built from.
///
/// @param hostThreads how many host threads run the nodes of a window; it never changes a result
/// @param windows where the windows of an exact run end; it never changes a result
/// @param translation what is translated and not interpreted; it never changes a result
public record MachineConfig(
        Preset preset, MeshShape mesh, Fidelity fidelity, int hostThreads, Windows windows, CodeCache translation) {
    public MachineConfig {
        if (hostThreads < 1 || hostThreads > 64) {
            throw new IllegalArgumentException(hostThreads + " host threads: from 1 to 64 are possible");
        }
    }

    /// The exact model on one host thread.
    public static MachineConfig of(Preset preset, MeshShape mesh) {
        return new MachineConfig(
                preset, mesh, new Fidelity.Timing(), 1, new Windows.Full(), new CodeCache(TranslationPolicy.DEFAULT));
    }

    public MachineConfig withFidelity(Fidelity other) {
        return new MachineConfig(preset, mesh, other, hostThreads, windows, translation);
    }

    /// How many host threads help: no more than the host has processors and the machine nodes.
    ///
    /// @param wanted 1 or more
    public static int usefulThreads(int wanted, int nodes) {
        return Math.min(wanted, Math.min(nodes, Runtime.getRuntime().availableProcessors()));
    }

    public MachineConfig withHostThreads(int threads) {
        return new MachineConfig(preset, mesh, fidelity, threads, windows, translation);
    }

    public MachineConfig withWindows(Windows other) {
        return new MachineConfig(preset, mesh, fidelity, hostThreads, other, translation);
    }

    public MachineConfig withTranslation(CodeCache other) {
        return new MachineConfig(preset, mesh, fidelity, hostThreads, windows, other);
    }
}
