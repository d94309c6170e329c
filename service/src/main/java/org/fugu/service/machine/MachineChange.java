package org.fugu.service.machine;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

/// The mesh that a machine is to have.
///
/// @param columns columns × rows is at most 1,024
record MachineChange(
        @NotNull @Positive Integer columns,
        @NotNull @Positive Integer rows) {}
