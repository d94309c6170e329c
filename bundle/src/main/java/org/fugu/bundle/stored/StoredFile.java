package org.fugu.bundle.stored;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/// A file that is to be written, or was found, in an archive.
///
/// @param bytes how many it has
/// @param crc its CRC-32
/// @param digest SHA-256 of it, hexadecimal
public record StoredFile(String name, long bytes, long crc, String digest, Content content) {
    /// The bytes of a file. They are the same each time.
    @FunctionalInterface
    public interface Content {
        /// Writes all of them.
        void write(OutputStream out) throws IOException;
    }

    /// Goes through the content once, to know what stands before it in an archive. It is never in memory as a whole.
    public static StoredFile of(String name, Content content) throws IOException {
        var crc = new CRC32();
        var sha = sha256();
        var counted = new Counter();
        content.write(new CheckedOutputStream(new DigestOutputStream(counted, sha), crc));
        return new StoredFile(
                name, counted.bytes, crc.getValue(), HexFormat.of().formatHex(sha.digest()), content);
    }

    /// Of what is in memory.
    public static StoredFile of(String name, byte[] content) {
        try {
            return of(name, out -> out.write(content));
        } catch (IOException e) {
            throw new IllegalStateException("counting cannot fail", e);
        }
    }

    /// All of it.
    ///
    /// @throws IOException when it has more bytes than that
    public byte[] read(int most) throws IOException {
        if (bytes > most) throw new IOException("'" + name + "' has more than " + most + " bytes");
        var found = new byte[(int) bytes];
        content.write(new Filled(found));
        return found;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int each) {
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes += length;
        }
    }

    private static final class Filled extends OutputStream {
        private final byte[] to;
        private int at;

        Filled(byte[] to) {
            this.to = to;
        }

        @Override
        public void write(int each) {
            to[at++] = (byte) each;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            System.arraycopy(from, offset, to, at, length);
            at += length;
        }
    }
}
