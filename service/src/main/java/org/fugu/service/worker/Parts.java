package org.fugu.service.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.experiment.benchmark.BoundBundle;

/// How small values are said in a part.
final class Parts {
    private static final byte[] NOTHING = {};

    private Parts() {}

    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] written(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException if the part is shorter or longer
    static <T> T read(byte[] part, Reading<T> reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(part))) {
            var read = reading.from(in);
            if (in.read() >= 0) throw new IllegalArgumentException("a part is longer than what it says");
            return read;
        } catch (IOException e) {
            throw new IllegalArgumentException("a part is shorter than what it says", e);
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] part) {
        return new String(part, StandardCharsets.UTF_8);
    }

    /// The archive of a bundle, and that of its library OS, or nothing.
    static void add(BoundBundle bound, List<byte[]> parts) {
        parts.add(bound.bundle().canonicalZip());
        parts.add(bound.library() == null ? NOTHING : bound.library().canonicalZip());
    }

    static BoundBundle bound(Iterator<byte[]> parts) {
        var bundle = Bundle.read(parts.next());
        var library = parts.next();
        return new BoundBundle(bundle, library.length == 0 ? null : Bundle.read(library));
    }
}
