package org.fugu.service.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/// A named machine in a list.
///
/// @param version the first 12 digits of the preset's hash: machines of one version time alike
@Schema(name = "Machine")
record MachineSummary(
        String name,
        String title,
        String preset,
        String version,
        int columns,
        int rows,
        int nodes,
        double clockMegahertz,
        List<MachineFigure> figures) {
    static MachineSummary of(NamedMachine machine) {
        var preset = machine.preset();
        return new MachineSummary(
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
