package org.fugu.service.machine;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.fugu.machine.preset.Preset;
import org.fugu.service.listing.Page;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What administrators make machines of.
@RestController
@RequestMapping("/api/v1/presets")
@Tag(name = "machines")
class PresetController {
    private final Machines machines;

    PresetController(Machines machines) {
        this.machines = machines;
    }

    @Operation(summary = "What a machine can be made of, and which machines are")
    @GetMapping
    Page<MachinePreset> listPresets() {
        var made = machines.all().stream()
                .collect(groupingBy(machine -> machine.preset().name(), mapping(NamedMachine::name, toList())));
        return new Page<>(
                Preset.names().stream()
                        .map(Machines::preset)
                        .map(preset -> MachinePreset.of(preset, made.getOrDefault(preset.name(), List.of())))
                        .toList(),
                null);
    }
}
