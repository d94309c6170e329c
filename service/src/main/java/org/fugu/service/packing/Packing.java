package org.fugu.service.packing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Packs bytes with gzip, as they are stored.
public final class Packing {
    private Packing() {}

    public static byte[] pack(byte[] contents) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /// @param most so many bytes are unpacked, and no more
    public static byte[] unpack(byte[] packed, int most) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes what is packed as it was.
    public static void unpack(byte[] packed, OutputStream out) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            in.transferTo(out);
        }
    }
}
