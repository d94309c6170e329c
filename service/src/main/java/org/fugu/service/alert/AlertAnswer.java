package org.fugu.service.alert;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// What somebody says to an alert.
record AlertAnswer(@NotBlank @Size(max = LONGEST) String reason) {
    static final int LONGEST = 500;
}
