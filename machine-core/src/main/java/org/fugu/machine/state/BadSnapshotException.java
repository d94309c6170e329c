package org.fugu.machine.state;

/// A snapshot cannot be resumed: it is damaged, of another model version, or of another run. The
/// message is a sentence for the person who gave it.
public final class BadSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadSnapshotException(String message) {
        super(message);
    }
}
