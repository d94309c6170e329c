package org.fugu.bundle;

/// One thing that is wrong with a document, and where.
///
/// @param pointer JSON pointer (RFC 6901) to the place, for example `/run/limits/cycles`; empty for
///     the whole document
/// @param detail a sentence for the person who wrote it
public record Violation(String pointer, String detail) {
    @Override
    public String toString() {
        return pointer.isEmpty() ? detail : pointer + ": " + detail;
    }
}
