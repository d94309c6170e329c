package org.fugu.service.worker;

import org.jspecify.annotations.Nullable;

/// No process can be started that would carry out runs.
public final class ChildFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChildFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
