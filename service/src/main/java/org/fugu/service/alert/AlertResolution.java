package org.fugu.service.alert;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// That an alert is over.
///
/// @param reason absent for the one that there is, if any
record AlertResolution(
        @Size(min = 1, max = AlertAnswer.LONGEST) @Nullable String reason) {}
