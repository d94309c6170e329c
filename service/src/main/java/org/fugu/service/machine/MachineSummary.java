package org.fugu.service.machine;

import java.util.List;

/// A named machine in a list.
///
/// @param version the first 12 digits of the preset's hash: machines of one version time alike
record Machine(
        String name,
        String title,
        String preset,
        String version,
        int columns,
        int rows,
        int nodes,
        double clockMegahertz,
        List<MachineFigure> figures) {
    static Machine of(NamedMachine machine) {
        var preset = machine.preset();
        return new Machine(
                machine.name(),
                preset.title(),
                preset.name(),
                MachinePreset.version(preset),
                machine.mesh().columns(),
                machine.mesh().rows(),
                machine.mesh().nodes(),
                preset.clockMegahertz(),
                preset.figures().stream().map(MachineFigure::of).toList());
    }
}
