package org.fugu.service.account;

import java.time.Instant;

/// A password that an administrator hands on. It is shown in this answer and never again, and is good for one thing: to
/// sign in and choose another.
///
/// @param expiresAt until when
public record TemporaryPassword(String password, Instant expiresAt) {
    /// A password never gets into a log by way of its record.
    @Override
    public String toString() {
        return "TemporaryPassword[expiresAt=" + expiresAt + "]";
    }
}
