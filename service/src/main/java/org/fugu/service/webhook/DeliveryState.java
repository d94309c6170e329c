package org.fugu.service.webhook;

import java.util.Locale;

/// Where a delivery is.
enum DeliveryState {
    /// It was not sent yet, or is sent again.
    PENDING,
    DELIVERED,
    /// It is not tried any more.
    FAILED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
