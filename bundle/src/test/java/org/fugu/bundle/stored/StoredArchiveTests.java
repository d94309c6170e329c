package org.fugu.bundle.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredArchiveTests {
    private static final TreeMap<String, Integer> MOST = new TreeMap<>(Map.of("a", 1000, "b.json", 1000));

    @TempDir
    Path folder;

    private static StoredFile file(String name, String content) {
        return StoredFile.of(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] written(StoredFile... files) throws IOException {
        var out = new ByteArrayOutputStream();
        StoredArchive.write(List.of(files), out);
        return out.toByteArray();
    }

    private TreeMap<String, String> read(byte[] archive) throws IOException, BadArchiveException {
        var path = folder.resolve("archive");
        Files.write(path, archive);
        var found = new TreeMap<String, String>();
        try (var open = StoredArchive.open(path, MOST)) {
            for (var file : open.files().values()) {
                found.put(file.name(), new String(file.read(1000), StandardCharsets.UTF_8));
                assertThat(open.open(file.name()).readAllBytes()).isEqualTo(file.read(1000));
            }
        }
        return found;
    }

    private void refused(byte[] archive, String why) {
        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(BadArchiveException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theSameFilesAreTheSameBytesInWhateverOrderTheyCome() throws Exception {
        var archive = written(file("b.json", "{}"), file("a", "text"));
        assertThat(written(file("a", "text"), file("b.json", "{}"))).isEqualTo(archive);
        assertThat(read(archive)).isEqualTo(new TreeMap<>(Map.of("a", "text", "b.json", "{}")));
        assertThat(read(written(file("a", "")))).containsEntry("a", "");
    }

    @Test
    void everyByteCounts() throws Exception {
        var archive = written(file("a", "text"), file("b.json", "{\"a\":1}"));
        for (int at = 0; at < archive.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                var changed = archive.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> read(changed)).as("byte " + at).isInstanceOf(BadArchiveException.class);
            }
        }
        for (int length = 0; length < archive.length; length++) {
            var shorter = Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> read(shorter)).isInstanceOf(BadArchiveException.class);
        }
        refused(Arrays.copyOf(archive, archive.length + 1), "truncated");
    }

    @Test
    void noiseIsNoArchive() {
        var random = new Random(17);
        for (int i = 0; i < 500; i++) {
            var noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            // Often with an end like that of a zip.
            if (i % 2 == 0 && noise.length >= 22) {
                var end = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
                end.putInt(noise.length - 22, 0x06054b50);
                end.putShort(noise.length - 12, (short) random.nextInt(4));
                end.putInt(noise.length - 10, noise.length - 22);
                end.putInt(noise.length - 6, 0);
            }
            assertThatThrownBy(() -> read(noise)).isInstanceOf(BadArchiveException.class);
        }
    }

    @Test
    void onlyFilesThatAreKnownAndAsSmallAsTheyMayBeAreTaken() throws Exception {
        refused(written(file("c", "x")), "may not have: c");
        refused(written(file("a", "x".repeat(1001))), "more than 1000");
        var many = new StoredFile[16];
        for (int i = 0; i < many.length; i++) many[i] = file("f" + i, "");
        refused(written(many), "may not have");
        assertThatThrownBy(() -> written(file("a", "x"), file("a", "y"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> written(file("../a", "x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDirectoryOfAMillionFilesIsNotRead() throws Exception {
        var end = ByteBuffer.allocate(46 * 70_000 + 22).order(ByteOrder.LITTLE_ENDIAN);
        int at = end.capacity() - 22;
        end.putInt(at, 0x06054b50);
        end.putShort(at + 8, (short) 65_535);
        end.putShort(at + 10, (short) 65_535);
        end.putInt(at + 12, 46 * 70_000);
        refused(end.array(), "more than 16 files");
    }

    @Test
    void whatAnotherProgramPackedIsRefused() throws Exception {
        for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out)) {
                var entry = new ZipEntry("a");
                entry.setMethod(method);
                entry.setSize(4);
                entry.setCompressedSize(method == ZipEntry.STORED ? 4 : -1);
                entry.setCrc(StoredFile.of("a", "text".getBytes(StandardCharsets.UTF_8))
                        .crc());
                zip.putNextEntry(entry);
                zip.write("text".getBytes(StandardCharsets.UTF_8));
            }
            refused(out.toByteArray(), method == ZipEntry.STORED ? "one form" : "packed");
        }
    }
}
