package org.fugu.service.administration;

import java.time.Instant;
import org.fugu.service.audit.Act;
import org.fugu.service.document.KnownValues;
import org.jspecify.annotations.Nullable;

/// An act that matters for security.
///
/// @param user who did it, by name; null when nobody was signed in, or the service did it
/// @param act what it was
/// @param subject what it was done to, by identifier or name
/// @param detail what else there is to say
/// @param address from where
/// @param requestId in which request
record AuditEntry(
        Instant at,
        @Nullable String user,
        @KnownValues(Act.class) String act,
        @Nullable String subject,
        @Nullable String detail,
        @Nullable String address,
        @Nullable String requestId) {}
