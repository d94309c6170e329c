package org.fugu.cli.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/// The archive: the command line with its libraries, the prebuilt bundles, and what C programs are
/// built with. A JDK is all it needs, and a C compiler for programs of one's own.
///
/// The same files give the same bytes, on every host: entries are in order, have one time and no
/// owner, and are stored, for what is large is packed already.
final class ClientArchive {
    /// All of the archive is in this folder.
    static final String FOLDER = "fugu/";

    /// Where the command line's jar is in there.
    static final String JAVA = "java/";

    private static final List<String> SDK =
            List.of("prebuilt", "include/fugu", "crt", "libos", "rust", "samples", "tutorial", "fugu.mk", "README.md");

    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);
    private static final int PROGRAM = 0100755;
    private static final int PLAIN = 0100644;

    /// What is where: by its name in the archive.
    private final TreeMap<String, Path> files = new TreeMap<>();

    /// @param root of the repository, or of an archive that was unpacked
    /// @param jar of the command line, beside a folder `lib`
    /// @throws IOException if a file is missing or cannot be read
    ClientArchive(Path root, Path jar) throws IOException {
        for (var name : List.of("fugu", "LICENSE")) add(name, root.resolve(name));
        for (var name : SDK) addAll("guest/" + name, root.resolve("guest").resolve(name));
        add(JAVA + jar.getFileName(), jar);
        addAll(JAVA + "lib", jar.resolveSibling("lib"));
    }

    private void addAll(String name, Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            add(name, place);
            return;
        }
        try (Stream<Path> inside = Files.walk(place)) {
            for (var file : inside.filter(Files::isRegularFile).toList()) {
                add(name + "/" + place.relativize(file).toString().replace('\\', '/'), file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void add(String name, Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new NoSuchFileException(file.toString());
        files.put(FOLDER + name, file);
    }

    /// How many files there are.
    int size() {
        return files.size();
    }

    /// Writes all of it.
    void write(Path archive) throws IOException {
        try (var zip = new ZipArchiveOutputStream(archive)) {
            zip.setUseZip64(Zip64Mode.Never);
            zip.setCreateUnicodeExtraFields(ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NEVER);
            for (var file : files.entrySet()) append(zip, file.getKey(), file.getValue());
        }
    }

    private static void append(ZipArchiveOutputStream zip, String name, Path file) throws IOException {
        var entry = new ZipArchiveEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(Files.size(file));
        entry.setCrc(crc(file));
        entry.setTimeLocal(TIME);
        entry.setUnixMode(name.equals(FOLDER + "fugu") ? PROGRAM : PLAIN);
        zip.putArchiveEntry(entry);
        Files.copy(file, zip);
        zip.closeArchiveEntry();
    }

    private static long crc(Path file) throws IOException {
        var crc = new CRC32();
        try (var in = new CheckedInputStream(Files.newInputStream(file), crc)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return crc.getValue();
    }
}
