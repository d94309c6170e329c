package org.fugu.service.verification;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// Why an incident is closed; every user can read it.
record IncidentNote(@NotBlank @Size(max = 500) String note) {}
