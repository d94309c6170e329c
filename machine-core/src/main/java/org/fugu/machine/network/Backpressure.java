package org.fugu.machine.network;

import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
/// The mesh tells a sender that one of its messages found no room at its destination, or has now
/// found it.
///
/// @param blocked true: launch no more; false: go on

public record Backpressure(boolean blocked) implements Payload {
    @Override
    public long fingerprint() {
        return blocked ? 1 : 2;
    }

    /// See [Payload#tag].
    public static final int TAG = 3;

    @Override
    public int tag() {
        return TAG;
    }

    @Override
    public void save(StateWriter out) {
        out.add(blocked);
    }

    public static Backpressure restored(StateReader in) {
        return new Backpressure(in.nextBoolean());
    }
}
