package org.fugu.service.run;

import org.jspecify.annotations.Nullable;

/// A kept event as it is sent.
///
/// @param data JSON; null for the end, whose data is the run as it then is
record StoredEvent(long sequence, String kind, @Nullable String data) {
    boolean isEnd() {
        return kind.equals("end");
    }
}
