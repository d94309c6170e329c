package org.fugu.service.worker;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads frames of somebody who may say anything: a length is believed only within the bounds of its kind.
final class FrameReader {
    private static final int BUFFER = 64 << 10;

    private final DataInputStream in;

    FrameReader(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in, BUFFER));
    }

    /// Waits for a frame.
    ///
    /// @param mostPart bytes of a [FrameKind#PART] at the most
    /// @param mostCheckpoint of a [FrameKind#CHECKPOINT]
    /// @throws BadFrame if it is none
    /// @throws EOFException when the other side has ended
    Frame next(long mostPart, long mostCheckpoint) throws IOException {
        var kind = FrameKind.of(in.readUnsignedByte());
        int length = in.readInt();
        int fixed = kind.numbers * Long.BYTES;
        long most = kind.mostBytes;
        if (kind == FrameKind.PART) most = Math.min(mostPart, most);
        if (kind == FrameKind.CHECKPOINT) most = Math.min(mostCheckpoint, most);
        if (length < fixed || length - fixed > most) {
            throw new BadFrame(
                    "a frame " + kind + " has " + length + " bytes, and may have " + fixed + " to " + (fixed + most));
        }
        var numbers = new long[kind.numbers];
        for (int i = 0; i < numbers.length; i++) numbers[i] = in.readLong();
        var bytes = new byte[length - fixed];
        in.readFully(bytes);
        return new Frame(kind, numbers, bytes);
    }
}
