package org.fugu.service.machine;

import java.util.TreeMap;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Makes the machines that the configuration names and that the service never had.
@Component
@Order(0)
final class FirstMachines implements ApplicationRunner {
    private static final String DEFAULT_MESH = "32x32";

    private final Machines machines;
    private final MachineSettings settings;

    FirstMachines(Machines machines, MachineSettings settings) {
        this.machines = machines;
        this.settings = settings;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        for (var defined : new TreeMap<>(settings.machines()).entrySet()) {
            make(defined.getKey(), defined.getValue());
        }
        if (!settings.defaultMachines()) return;
        for (var preset : Preset.names()) make(preset, new MachineSettings.Defined(preset, DEFAULT_MESH));
    }

    private void make(String name, MachineSettings.Defined defined) {
        try {
            if (!name.matches(NewMachine.NAME)) {
                throw new IllegalArgumentException("a name is 1 to 40 of a-z, 0-9 and -");
            }
            machines.addFirst(name, Preset.named(defined.preset()), MeshShape.parse(defined.mesh()));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    "the machine '" + name + "' of the configuration cannot be made: " + e.getMessage(), e);
        }
    }
}
