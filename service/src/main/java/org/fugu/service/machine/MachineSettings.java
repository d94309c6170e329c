package org.fugu.service.machine;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The machines that a service has from its start.
///
/// @param machines by name; each is made once, and what becomes of it then is decided over HTTP
/// @param defaultMachines whether each preset is a machine of its own name, of 32 × 32 nodes
@ConfigurationProperties("fugu")
record MachineSettings(
        @DefaultValue Map<String, Defined> machines,
        @DefaultValue("true") boolean defaultMachines) {
    /// @param mesh columns and rows, as in `8x8`
    record Defined(String preset, String mesh) {}
}
