package org.fugu.exokernel.wire;

/// Bytes are not the wire form of what was expected. The message is a sentence for whoever sent them.
public final class WireException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }
}
