package org.fugu.machine.state;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Writes a snapshot: a line of text that says what the file is, then the values, compressed, then
/// a SHA-256 of all that, so that a damaged file is found out before anything is read from it.
///
/// Frames are stored by content: one that was written before is only named.
public final class SnapshotWriter implements StateWriter {
    /// Of the file, not of what is in it.
    static final int FORMAT = 5;

    static final String MAGIC = "fugu snapshot ";
    static final byte FRAME_AGAIN = 0;
    static final byte FRAME_NEW = 1;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final MessageDigest sha = Sha256.digest();
    private final int most;
    private final Deflater deflater;
    private final DataOutputStream out;
    private final TreeMap<String, Integer> frames = new TreeMap<>();
    private boolean ended;

    /// Of a file, which is to be small.
    public SnapshotWriter() {
        this(Integer.MAX_VALUE, Deflater.DEFAULT_COMPRESSION);
    }

    private SnapshotWriter(int most, int level) {
        this.most = most;
        deflater = new Deflater(level);
        var packed = new Packed();
        packed.write((MAGIC + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
        out = new DataOutputStream(new DeflaterOutputStream(packed, deflater));
    }

    /// Of what is not to take long, and not to be larger than that: else [SnapshotTooLargeException] is thrown, by
    /// whatever adds the byte that is too many.
    ///
    /// @param most bytes of the file
    public static SnapshotWriter within(int most) {
        return new SnapshotWriter(most, Deflater.BEST_SPEED);
    }

    /// What comes before the checksum.
    private final class Packed extends OutputStream {
        @Override
        public void write(int value) {
            write(new byte[] {(byte) value});
        }

        @Override
        public void write(byte[] bytes) {
            write(bytes, 0, bytes.length);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            if (length > most - Sha256.BYTES - file.size()) {
                deflater.end();
                throw new SnapshotTooLargeException(most);
            }
            sha.update(bytes, from, length);
            file.write(bytes, from, length);
        }
    }

    @Override
    public SnapshotWriter add(long value) {
        try {
            out.writeLong(value);
        } catch (IOException e) {
            throw impossible(e);
        }
        return this;
    }

    @Override
    public SnapshotWriter add(long[] values) {
        add(values.length);
        for (long value : values) add(value);
        return this;
    }

    @Override
    public SnapshotWriter add(byte[] bytes) {
        add(bytes.length);
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw impossible(e);
        }
        return this;
    }

    @Override
    public SnapshotWriter addFrame(byte[] frame) {
        var known = frames.putIfAbsent(HexFormat.of().formatHex(Sha256.of(frame)), frames.size());
        try {
            if (known == null) {
                out.writeByte(FRAME_NEW);
                out.write(frame);
            } else {
                out.writeByte(FRAME_AGAIN);
                out.writeInt(known);
            }
        } catch (IOException e) {
            throw impossible(e);
        }
        return this;
    }

    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException("memory cannot be written", e);
    }

    /// Ends the snapshot.
    ///
    /// @return the bytes of the file
    public byte[] toBytes() {
        if (ended) return file.toByteArray();
        try {
            out.close();
        } catch (IOException e) {
            throw impossible(e);
        }
        deflater.end();
        file.writeBytes(sha.digest());
        ended = true;
        return file.toByteArray();
    }

    /// SHA-256, which every JDK has.
    static final class Sha256 {
        static final int BYTES = 32;

        private Sha256() {}

        static byte[] of(byte[] bytes) {
            return digest().digest(bytes);
        }

        static MessageDigest digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
