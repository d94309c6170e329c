package org.fugu.service.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// What a disk holds when its run has ended.
///
/// @param digest SHA-256 of the bytes
/// @param bytes up to the last one that is not zero
/// @param packed with gzip; null if that takes more than [#MOST_PACKED]
@SuppressWarnings("ArrayRecordComponent") // written once, and compared by nobody
public record EndedDisk(String digest, long bytes, byte @Nullable [] packed) {
    /// So many bytes are kept of a disk, packed.
    public static final int MOST_PACKED = 8 << 20;

    private static final int PIECE = 64 << 10;

    /// Packs what a disk holds.
    public static EndedDisk of(byte[] contents) {
        return new EndedDisk(sha256(contents), contents.length, packed(contents));
    }

    private static byte @Nullable [] packed(byte[] contents) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            for (int at = 0; at < contents.length; at += PIECE) {
                if (packed.size() > MOST_PACKED) return null;
                out.write(contents, at, Math.min(PIECE, contents.length - at));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.size() > MOST_PACKED ? null : packed.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
