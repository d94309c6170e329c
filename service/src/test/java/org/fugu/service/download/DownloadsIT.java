package org.fugu.service.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asked without signing in, as a pipeline does.
class DownloadsIT {
    @TempDir
    private static Path folder;

    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        // Its name is no URI as it is.
        var downloads = Files.createDirectories(folder.resolve("what is håd"));
        Files.writeString(downloads.resolve("fugu.zip"), "an archive");
        Files.writeString(downloads.resolve("fugu.zip.sha256"), "a sum  fugu.zip\n");
        Files.writeString(downloads.resolve("notes.txt"), "nobody's business");
        Files.writeString(folder.resolve("secret.zip"), "beside it");
        service = RunningService.start("--fugu.role=web", "--fugu.downloads=" + downloads);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(service.address() + path));
        if (headers.length > 0) request.headers(headers);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void theArchiveAndItsSumAreForAnybody() throws IOException, InterruptedException {
        var archive = get("/downloads/fugu.zip");

        assertThat(archive.statusCode()).isEqualTo(200);
        assertThat(archive.body()).isEqualTo("an archive");
        assertThat(archive.headers().firstValue("content-type")).contains("application/zip");
        assertThat(archive.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(get("/downloads/fugu.zip.sha256").body()).isEqualTo("a sum  fugu.zip\n");
    }

    @Test
    void aDownloadThatWasCutOffIsTakenUpAgain() throws IOException, InterruptedException {
        var rest = get("/downloads/fugu.zip", "Range", "bytes=3-");

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo("archive");
    }

    @Test
    void nothingElseOfTheFolderIsServed() throws IOException, InterruptedException {
        for (var path : new String[] {
            "/downloads/notes.txt",
            "/downloads/",
            "/downloads/fugu.zip/",
            "/downloads/..%2fsecret.zip",
            "/downloads/fuguxzip"
        }) {
            var answer = get(path);
            assertThat(answer.statusCode()).as(path).isBetween(400, 499);
            assertThat(answer.body()).doesNotContain("business").doesNotContain("beside");
        }
    }

    @Test
    void aServiceWithoutAnArchiveHasNone() throws IOException, InterruptedException {
        var shared = RunningService.shared().address();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(shared + "/downloads/fugu.zip"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
        }
    }
}
