package org.fugu.bundle.stored;

/// A file that somebody handed in is no archive of that kind; the message says why, for people.
public final class BadArchiveException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadArchiveException(String message) {
        super(message);
    }
}
