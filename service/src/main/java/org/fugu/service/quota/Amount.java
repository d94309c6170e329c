package org.fugu.service.quota;

/// What somebody has of something, and may have.
///
/// @param bound what may not be exceeded
public record Amount(long used, long bound) {
    public boolean hasRoomFor(long more) {
        return more <= bound - used;
    }
}
