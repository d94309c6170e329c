package org.fugu.service.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.fugu.machine.state.BadSnapshotException;
import org.jspecify.annotations.Nullable;

/// How a run is kept on its way, so that another child can go on with it.
///
/// @param every how long a child goes on between two checkpoints; zero for none
/// @param mostBytes of one; what is larger is not kept
/// @param last from which to go on; null to begin at cycle 0
public record Checkpoints(
        Duration every, int mostBytes, @Nullable Checkpoint last) {
    /// Nothing is kept, and nothing is there.
    public static final Checkpoints NONE = new Checkpoints(Duration.ZERO, 0, null);

    /// Whether some are taken.
    boolean areTaken() {
        return !every.isZero() && mostBytes > 0;
    }

    /// All but the bytes of the last one.
    void write(DataOutputStream out) throws IOException {
        out.writeLong(every.toMillis());
        out.writeInt(mostBytes);
        out.writeLong(last == null ? 0 : last.cycle());
    }

    /// @param bytes those of the last one; asked if there is one
    static Checkpoints read(DataInputStream in, Supplier<byte[]> bytes) throws IOException {
        var every = Duration.ofMillis(in.readLong());
        int mostBytes = in.readInt();
        long from = in.readLong();
        return new Checkpoints(every, mostBytes, from == 0 ? null : new Checkpoint(from, bytes.get()));
    }

    /// Goes on from the last one, if that is one of this run on this machine.
    ///
    /// @param run from a checkpoint's bytes, or from the beginning where there are none
    <T> T goOn(Function<byte @Nullable [], T> run) {
        if (last == null) return run.apply(null);
        try {
            return run.apply(last.bytes());
        } catch (BadSnapshotException e) {
            System.err.println("A run begins at cycle 0 again: " + e.getMessage());
            return run.apply(null);
        }
    }
}
