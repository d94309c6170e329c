package org.fugu.service.storage;

/// What a user keeps, and may keep.
public record StorageUse(Amount bundleBytes, Amount keptRuns, Amount consoleBytes) {
    /// @param bound what may not be exceeded
    public record Amount(long used, long bound) {
        boolean hasRoomFor(long more) {
            return more <= bound - used;
        }
    }
}
