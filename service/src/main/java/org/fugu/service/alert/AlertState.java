package org.fugu.service.alert;

import java.util.Locale;

/// Where an alert is.
public enum AlertState {
    /// Nobody has answered for it.
    ACTIVE,
    /// Somebody knows of it and said why it stays.
    ACKNOWLEDGED,
    /// It is mended, or somebody said that it is over.
    RESOLVED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
