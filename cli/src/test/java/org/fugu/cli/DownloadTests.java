package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a file that does not come as it should.
class DownloadTests {
    private static final int HALF = 300_000;

    @TempDir
    Path folder;

    private final byte[] content = new byte[2 * HALF];
    /// How many transfers end in the middle, before one is whole.
    private volatile int broken;

    private volatile @Nullable String tag;
    private final AtomicInteger asked = new AtomicInteger();
    /// How often the first half was in the folder before the second was sent.
    private final AtomicInteger seen = new AtomicInteger();

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean isWhole = asked.incrementAndGet() > broken;
        var said = tag;
        if (said != null) exchange.getResponseHeaders().set("ETag", said);
        try (exchange;
                var watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            exchange.sendResponseHeaders(200, content.length);
            var body = exchange.getResponseBody();
            body.write(content, 0, HALF);
            body.flush();
            while (largest() < HALF) {
                var change = watch.poll(10, TimeUnit.SECONDS);
                if (change == null) return;
                change.pollEvents();
                change.reset();
            }
            seen.incrementAndGet();
            if (isWhole) body.write(content, HALF, HALF);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private long largest() throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        }
    }

    private Shell shell(Object... args) {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Shell.in(folder, Map.of("FUGU_URL", url, "FUGU_TOKEN", "fugu_user_test"), args);
    }

    @Test
    void aDiskIsWrittenAsItComesAndNothingIsLeftOfOneThatBreaksOff() throws Exception {
        broken = Integer.MAX_VALUE;
        var file = Files.writeString(folder.resolve("after.img"), "earlier");

        var shell = shell("disk", "run_1", "-o", file);

        assertThat(shell.exitCode()).isEqualTo(8);
        assertThat(shell.err()).contains("broke off after", "nothing is written");
        assertThat(seen.get()).isPositive().isEqualTo(asked.get());
        assertThat(folder.toFile().list()).containsExactly("after.img");
        assertThat(file).hasContent("earlier");
    }

    @Test
    void aRunIsWrittenAsItComesAndAskedForAgainWhenItBreaksOff() throws Exception {
        broken = 1;
        var file = folder.resolve("run_1.fugu-run");

        var shell = shell("export", "run_1", "-o", file);

        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(seen.get()).isEqualTo(2);
        assertThat(file).hasBinaryContent(content);
        assertThat(folder.toFile().list()).containsExactly("run_1.fugu-run");
    }

    @Test
    void whatHasAnotherDigestThanTheServiceSaysIsRefused() throws Exception {
        var file = folder.resolve("after.img");
        var right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        tag = "\"" + "0".repeat(64) + "\"";

        var refused = shell("disk", "run_1", "-o", file, "--json");

        assertThat(refused.exitCode()).isEqualTo(8);
        assertThat(refused.errorCode()).isEqualTo("digest-differs");
        assertThat(refused.out()).contains(right);
        assertThat(folder).isEmptyDirectory();

        tag = "\"" + right + "\"";
        var fetched = shell("disk", "run_1", "-o", file);
        assertThat(fetched.exitCode()).as(fetched.err()).isZero();
        assertThat(file).hasBinaryContent(content);
    }
}
