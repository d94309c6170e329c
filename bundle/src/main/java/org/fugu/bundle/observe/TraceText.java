package org.fugu.bundle.observe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// A text that is packed while it is written. What was written until now can be had at any time, and another
/// one goes on from there: both end with the same bytes.
final class TraceText extends Writer {
    private static final int PIECE = 8 << 10;

    /// Packed for the time being: quickly, and so that something else can follow what was flushed.
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Deflater deflater = deflater();
    private Writer end = end();
    private byte @Nullable [] packed;

    private static Deflater deflater() {
        return new Deflater(Deflater.BEST_SPEED, true);
    }

    private Writer end() {
        return new OutputStreamWriter(new DeflaterOutputStream(bytes, deflater, PIECE, true), StandardCharsets.UTF_8);
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        end.write(text, from, length);
    }

    @Override
    public void write(String text) throws IOException {
        end.write(text);
    }

    @Override
    public void flush() throws IOException {
        end.flush();
    }

    /// What was written until now, for [#restore].
    byte[] save() {
        try {
            flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Has written that, and nothing else.
    void restore(byte[] saved) {
        deflater.end();
        bytes.reset();
        bytes.writeBytes(saved);
        deflater = deflater();
        end = end();
    }

    @Override
    public void close() throws IOException {
        if (packed != null) return;
        end.close();
        deflater.end();
        // Java's inflater wants to see a byte more than there is.
        bytes.write(0);
        packed = repacked();
        bytes.reset();
    }

    /// In pieces of one length, so that nothing depends on where it was flushed.
    private byte[] repacked() throws IOException {
        var whole = new ByteArrayOutputStream();
        var inflater = new Inflater(true);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes.toByteArray()), inflater);
                var out = new GZIPOutputStream(whole)) {
            for (var piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) out.write(piece);
        } finally {
            inflater.end();
        }
        return whole.toByteArray();
    }

    /// All of it, packed with gzip, after [#close].
    byte[] packed() {
        if (packed == null) throw new IllegalStateException("the text is not at its end");
        return packed.clone();
    }
}
