package org.fugu.service.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.fugu.service.problem.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/// Where uploads are while they come in, however slowly: on the disk of the data, not in memory.
@Component
public class UploadFolder {
    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);
    /// Nobody uploads for so long; the process that did was killed.
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final Path folder;

    UploadFolder(@Value("${fugu.data}") Path data) {
        this.folder = data.toAbsolutePath().resolve("uploads");
        try {
            Files.createDirectories(folder);
            forgetWhatWasLeftBehind();
        } catch (IOException e) {
            LOG.warn("Uploads have no folder: {} cannot be used", folder, e);
        }
    }

    Path path() {
        return folder;
    }

    /// An upload that has come in; it goes when it is closed.
    public record Received(Path file) implements AutoCloseable {
        public Resource archive() {
            return new FileSystemResource(file);
        }

        public long bytes() throws IOException {
            return Files.size(file);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /// @param body bounded
    /// @throws Refusal when it has more than it may
    public Received receive(InputStream body) throws IOException {
        var received = new Received(Files.createTempFile(folder, "upload", null));
        try {
            Files.copy(body, received.file(), StandardCopyOption.REPLACE_EXISTING);
            return received;
        } catch (IOException | Refusal e) {
            received.close();
            throw e;
        }
    }

    private void forgetWhatWasLeftBehind() throws IOException {
        var before = Instant.now().minus(LEFT_BEHIND);
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) Files.deleteIfExists(file);
            }
        }
    }
}
