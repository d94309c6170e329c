package org.fugu.service.project;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// What somebody joins a project with.
record Joining(@NotNull @Size(max = 100) String token) {
    /// The token never gets into a log by way of its record.
    @Override
    public String toString() {
        return "Joining[]";
    }
}
