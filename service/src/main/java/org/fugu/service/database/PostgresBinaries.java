package org.fugu.service.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The server's programs, unpacked from the jar beside the data they serve.
final class PostgresBinaries {
    private static final List<String> ARCHIVES = List.of(
            "/postgres-linux-x86_64.txz",
            "/postgres-linux-arm_64.txz",
            "/postgres-darwin-arm_64.txz",
            "/postgres-darwin-x86_64.txz");
    private static final String COMPLETE = "complete";

    private PostgresBinaries() {}

    /// Unpacks unless that was done before, and returns the folder that holds `bin`.
    static Path unpack(Path target) throws IOException {
        if (Files.exists(target.resolve(COMPLETE))) return target;
        try (var archive = archive()) {
            var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive));
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, target.resolve(entry.getName()).normalize());
            }
        }
        Files.createFile(target.resolve(COMPLETE));
        return target;
    }

    private static InputStream archive() {
        for (var name : ARCHIVES) {
            var found = PostgresBinaries.class.getResourceAsStream(name);
            if (found != null) return found;
        }
        throw new IllegalStateException(
                "this build holds no PostgreSQL for this platform; set SPRING_DATASOURCE_URL to use another server");
    }

    private static void write(TarArchiveEntry entry, TarArchiveInputStream tar, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling("."));
        Files.deleteIfExists(file);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
        var executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
