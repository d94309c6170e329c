package org.fugu.machine.state;

/// A snapshot cannot be resumed (it is damaged, of another model version, or of another run), or
/// cannot be taken where it was asked for. The message is a sentence for the person who asked.
public final class BadSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadSnapshotException(String message) {
        super(message);
    }
}
