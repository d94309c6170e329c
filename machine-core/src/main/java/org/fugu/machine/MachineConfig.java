package org.fugu.machine;

import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.jspecify.annotations.Nullable;

/// What a machine is built from.
///
/// @param hostThreads how many host threads run the nodes of a window; it never changes a result
/// @param chopSeed for tests: windows are cut short at random, from this seed; it never changes a
///     result
public record MachineConfig(
        Preset preset,
        MeshShape mesh,
        Fidelity fidelity,
        int hostThreads,
        @Nullable Long chopSeed) {
    public MachineConfig {
        if (hostThreads < 1 || hostThreads > 64) {
            throw new IllegalArgumentException(hostThreads + " host threads: from 1 to 64 are possible");
        }
    }

    /// The exact model on one host thread.
    public static MachineConfig of(Preset preset, MeshShape mesh) {
        return new MachineConfig(preset, mesh, new Fidelity.Timing(), 1, null);
    }

    public MachineConfig withFidelity(Fidelity other) {
        return new MachineConfig(preset, mesh, other, hostThreads, chopSeed);
    }

    public MachineConfig withHostThreads(int threads) {
        return new MachineConfig(preset, mesh, fidelity, threads, chopSeed);
    }

    public MachineConfig withChoppedWindows(long seed) {
        return new MachineConfig(preset, mesh, fidelity, hostThreads, seed);
    }
}
