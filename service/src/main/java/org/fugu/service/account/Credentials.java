package org.fugu.service.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/// What a person signs in with.
record Credentials(
        @NotNull @Size(max = 100) String name,
        @NotNull @Size(max = 1000) String password) {
    /// A password never gets into a log by way of its record.
    @Override
    public String toString() {
        return "Credentials[name=" + name + "]";
    }
}
