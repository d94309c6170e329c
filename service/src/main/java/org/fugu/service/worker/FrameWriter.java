package org.fugu.service.worker;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Writes frames, for any thread.
final class FrameWriter {
    private static final int BUFFER = 64 << 10;
    private static final byte[] NOTHING = {};

    private final DataOutputStream out;

    FrameWriter(OutputStream out) {
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
    }

    /// It leaves when the buffer is full, or with [#flush].
    synchronized void write(FrameKind kind, byte[] bytes, long... numbers) throws IOException {
        if (numbers.length != kind.numbers || bytes.length > kind.mostBytes) {
            throw new IllegalArgumentException(
                    kind + " with " + numbers.length + " numbers and " + bytes.length + " bytes");
        }
        out.writeByte(kind.ordinal());
        out.writeInt(numbers.length * Long.BYTES + bytes.length);
        for (long number : numbers) out.writeLong(number);
        out.write(bytes);
    }

    /// A frame of numbers alone, which leaves at once.
    synchronized void say(FrameKind kind, long... numbers) throws IOException {
        write(kind, NOTHING, numbers);
        flush();
    }

    synchronized void flush() throws IOException {
        out.flush();
    }
}
