package org.fugu.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/// Makes archives, good and bad ones.
final class Zips {
    static final String MANIFEST = """
            fugu: 1
            name: hello
            version: 1.0.0
            programs:
              hello: {file: hello.elf}
            """;

    private final SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    private final ZipArchiveOutputStream zip;

    private Zips() throws IOException {
        zip = new ZipArchiveOutputStream(channel);
    }

    static Zips empty() throws IOException {
        return new Zips();
    }

    /// An archive that is a bundle as it stands.
    static Zips hello() throws IOException {
        return empty().with("fugu.yaml", MANIFEST).with("hello.elf", Programs.elf(1), entry -> {});
    }

    Zips with(String path, String content) throws IOException {
        return with(path, content.getBytes(StandardCharsets.UTF_8), entry -> {});
    }

    Zips with(String path, byte[] content, Consumer<ZipArchiveEntry> changed) throws IOException {
        var entry = new ZipArchiveEntry(path);
        changed.accept(entry);
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
        return this;
    }

    byte[] bytes() throws IOException {
        zip.close();
        return Arrays.copyOf(channel.array(), Math.toIntExact(channel.size()));
    }

    /// Every occurrence of the text replaced by another of the same length.
    static byte[] replaced(byte[] zip, String text, String other) {
        var latin = new String(zip, StandardCharsets.ISO_8859_1);
        return latin.replace(text, other).getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Only the first occurrence, which is the one in the local header.
    static byte[] firstReplaced(byte[] zip, String text, String other) {
        var latin = new String(zip, StandardCharsets.ISO_8859_1);
        int at = latin.indexOf(text);
        var changed = latin.substring(0, at) + other + latin.substring(at + text.length());
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }
}
