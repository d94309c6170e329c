package org.fugu.machine.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.fugu.machine.state.SnapshotWriter.Sha256;

/// Reads what a [SnapshotWriter] wrote.
public final class SnapshotReader implements StateReader {
    /// Bytes from the start within which the heading ends.
    public static final int LONGEST_HEADING = 40;

    private final DataInputStream in;
    /// Those of the machine itself, in which nothing is changed while it is read: a machine that needs most of the
    /// host's memory is not there twice.
    private final List<byte[]> frames = new ArrayList<>();

    /// @throws BadSnapshotException if the file is none of ours, of another format, or damaged
    public SnapshotReader(byte[] file) {
        int heading = heading(file);
        int end = file.length - Sha256.BYTES;
        if (end < heading) throw new BadSnapshotException("the snapshot is cut short");
        var sha = Arrays.copyOfRange(file, end, file.length);
        if (!MessageDigest.isEqual(sha, Sha256.of(Arrays.copyOf(file, end)))) {
            throw new BadSnapshotException("the snapshot is damaged: its checksum is another");
        }
        in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(file, heading, end - heading)));
    }

    /// Refuses what does not begin as a snapshot does, before all of it is read.
    ///
    /// @param start the first [#LONGEST_HEADING] bytes of a file, or all of a shorter one
    /// @throws BadSnapshotException if the file is none of ours, or of another format
    public static void requireHeading(byte[] start) {
        heading(start);
    }

    private static int heading(byte[] file) {
        var start = new String(file, 0, Math.min(file.length, LONGEST_HEADING), StandardCharsets.ISO_8859_1);
        int line = start.indexOf('\n');
        if (line < 0 || !start.startsWith(SnapshotWriter.MAGIC)) {
            throw new BadSnapshotException("this file is no snapshot");
        }
        var format = start.substring(SnapshotWriter.MAGIC.length(), line);
        if (!format.equals(Integer.toString(SnapshotWriter.FORMAT))) {
            throw new BadSnapshotException(
                    "the snapshot has format " + format + "; this program reads format " + SnapshotWriter.FORMAT);
        }
        return line + 1;
    }

    private static BadSnapshotException cutShort(IOException e) {
        var bad = new BadSnapshotException("the snapshot ends too early");
        bad.initCause(e);
        return bad;
    }

    @Override
    public long next() {
        try {
            return in.readLong();
        } catch (IOException e) {
            throw cutShort(e);
        }
    }

    @Override
    public void next(long[] values) {
        nextInt(values.length, values.length);
        for (int i = 0; i < values.length; i++) values[i] = next();
    }

    @Override
    public void next(byte[] bytes) {
        nextInt(bytes.length, bytes.length);
        fill(bytes);
    }

    @Override
    public long[] nextLongs(int most) {
        var values = new long[nextInt(0, most)];
        for (int i = 0; i < values.length; i++) values[i] = next();
        return values;
    }

    @Override
    public byte[] nextBytes(int most) {
        var bytes = new byte[nextInt(0, most)];
        fill(bytes);
        return bytes;
    }

    @Override
    public void nextFrame(byte[] frame) {
        try {
            if (in.readByte() == SnapshotWriter.FRAME_NEW) {
                fill(frame);
                frames.add(frame);
                return;
            }
            int known = in.readInt();
            if (known < 0 || known >= frames.size() || frames.get(known).length != frame.length) {
                throw new BadSnapshotException("the snapshot names a frame that it does not hold");
            }
            System.arraycopy(frames.get(known), 0, frame, 0, frame.length);
        } catch (IOException e) {
            throw cutShort(e);
        }
    }

    private void fill(byte[] bytes) {
        try {
            in.readFully(bytes);
        } catch (IOException e) {
            throw cutShort(e);
        }
    }

    /// Says that everything should have been read.
    public void end() {
        try {
            if (in.read() >= 0) throw new BadSnapshotException("the snapshot goes on after its end");
        } catch (IOException e) {
            throw cutShort(e);
        }
    }
}
