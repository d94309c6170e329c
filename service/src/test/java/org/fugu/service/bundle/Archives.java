package org.fugu.service.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.fugu.service.RunningService;

/// Makes archives out of a sound one, by changing one thing.
public final class Archives {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /// No files yet.
    public static Archives none() {
        return new Archives();
    }

    /// The files of the bundle `hello`.
    public static Archives hello() throws IOException {
        return of("hello.zip");
    }

    /// The files of a prebuilt bundle.
    public static Archives of(String prebuilt) throws IOException {
        var archives = new Archives();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(RunningService.prebuilt(prebuilt)))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                archives.files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return archives;
    }

    public Archives with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public Archives with(String path, String content) {
        return with(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] file(String path) {
        return Objects.requireNonNull(files.get(path), path).clone();
    }

    public String manifest() {
        return new String(file("fugu.yaml"), StandardCharsets.UTF_8);
    }

    public byte[] zip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /// The same with a symbolic link beside the files.
    byte[] zipWithLink() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipArchiveOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeArchiveEntry();
            }
            var link = new ZipArchiveEntry("passwords");
            link.setUnixMode(0120777);
            zip.putArchiveEntry(link);
            zip.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
            zip.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
