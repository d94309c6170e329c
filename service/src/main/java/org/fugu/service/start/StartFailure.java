package org.fugu.service.start;

import org.jspecify.annotations.Nullable;

/// The service cannot start as it is configured; the message says what to do about it.
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
