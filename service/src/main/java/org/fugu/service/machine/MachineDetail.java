package org.fugu.service.machine;

import java.util.List;

/// A named machine and who holds what on its mesh.
record MachineDetail(
        String name,
        String title,
        String preset,
        String version,
        int columns,
        int rows,
        int nodes,
        double clockMegahertz,
        List<MachineFigure> figures,
        List<HeldRectangle> partitions) {
    static MachineDetail of(NamedMachine named, List<HeldRectangle> partitions) {
        var machine = MachineSummary.of(named);
        return new MachineDetail(
                machine.name(),
                machine.title(),
                machine.preset(),
                machine.version(),
                machine.columns(),
                machine.rows(),
                machine.nodes(),
                machine.clockMegahertz(),
                machine.figures(),
                partitions);
    }
}
