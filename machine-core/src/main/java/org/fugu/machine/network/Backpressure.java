package org.fugu.machine.network;

/// The mesh tells a sender that one of its messages found no room at its destination, or has now
/// found it.
///
/// @param blocked true: launch no more; false: go on
public record Backpressure(boolean blocked) implements Payload {
    @Override
    public long fingerprint() {
        return blocked ? 1 : 2;
    }
}
