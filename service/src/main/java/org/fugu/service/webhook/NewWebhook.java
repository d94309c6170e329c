package org.fugu.service.webhook;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Set;

/// A webhook to be made.
///
/// @param url where to post to
/// @param events what to tell of
record NewWebhook(
        @NotNull @Size(min = 1, max = LONGEST_URL) String url,
        @NotEmpty Set<@NotNull EventKind> events) {
    static final int LONGEST_URL = 2000;
}
