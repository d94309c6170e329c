package org.fugu.machine.state;

/// A snapshot would have more bytes than it may.
public final class SnapshotTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnapshotTooLargeException(int most) {
        super("the snapshot has more than " + most + " bytes", null, false, false);
    }
}
