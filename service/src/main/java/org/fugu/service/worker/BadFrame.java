package org.fugu.service.worker;

import java.io.IOException;

/// What the other side says is no frame, or one that it cannot say now.
final class BadFrame extends IOException {
    private static final long serialVersionUID = 1L;

    BadFrame(String message) {
        super(message);
    }
}
