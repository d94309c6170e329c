package org.fugu.service.machine;

import java.util.List;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.NodeId;

/// What machines can be made of.
///
/// @param version the first 12 digits of the preset's hash: machines of one version time alike
/// @param maxNodes how many nodes a machine of it can have
/// @param machines the names of the machines of it that this service has now
record MachinePreset(
        String name, String title, String version, double clockMegahertz, int maxNodes, List<String> machines) {
    private static final int VERSION_DIGITS = 12;

    static MachinePreset of(Preset preset, List<String> machines) {
        return new MachinePreset(
                preset.name(), preset.title(), version(preset), preset.clockMegahertz(), NodeId.MAX_NODES, machines);
    }

    static String version(Preset preset) {
        return preset.hash().substring(0, VERSION_DIGITS);
    }
}
