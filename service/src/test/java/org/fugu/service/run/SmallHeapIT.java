package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.fugu.service.Caller;
import org.fugu.service.RawRequest;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process whose heap is smaller than what is sent to it.
class SmallHeapIT {
    private static final int AT_ONCE = 45;
    private static final byte[] FILLER = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void bodiesLargerThanTheHeapHarmNobody() throws Exception {
        var service = PackagedService.start(folder.resolve("data"), "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
        try {
            var admin = service.admin();
            var key = admin.post("/api/v1/keys", "{\"name\":\"heap\",\"scope\":\"full\"}")
                    .json()
                    .path("token")
                    .asString();
            var bundle = admin.uploaded(RunningService.prebuilt("pingpong.zip"));
            var run = admin.submitted(
                    "{\"bundle\":\"" + bundle + "\",\"args\":[\"200000\"],\"limits\":{\"cycles\":100000000}}");

            var senders = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < AT_ONCE; i++) {
                senders.add(() -> signIn(service.address()));
                senders.add(() -> put(service.address(), key));
                senders.add(() -> submit(service.address(), key));
            }
            // Some may wait too long for a connection to the database (503) on a busy host.
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var status : threads.invokeAll(senders))
                    assertThat(status.get()).isIn(413, 429, 503);
            }

            assertThat(service.isAlive()).isTrue();
            new Caller(service.address()).get("/actuator/health/liveness").requireStatus(200);
            var ended = admin.awaitEnd(run);
            assertThat(ended.path("outcome").asString()).isEqualTo("exited");
            assertThat(ended.path("state").asString()).isEqualTo("finished");
        } finally {
            service.kill();
        }
    }

    private static int signIn(URI address) {
        var request = new RawRequest(address, "POST", "/api/v1/session")
                .header("Content-Type", "application/json")
                .header("Cookie", "XSRF-TOKEN=t")
                .header("X-XSRF-TOKEN", "t");
        return endless(request, "{\"name\":\"");
    }

    private static int submit(URI address, String key) {
        var request = new RawRequest(address, "POST", "/api/v1/runs")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key);
        return endless(request, "{\"program\":\"");
    }

    private static int put(URI address, String key) {
        var request = new RawRequest(address, "PUT", "/api/v1/bundles/" + "0".repeat(64))
                .header("Content-Type", "application/octet-stream")
                .header("Authorization", "Bearer " + key);
        return endless(request, "PK");
    }

    private static int endless(RawRequest request, String begin) {
        return request.header("Transfer-Encoding", "chunked")
                .sendOnAndOn(RawRequest.chunk(begin.getBytes(StandardCharsets.US_ASCII)), RawRequest.chunk(FILLER))
                .status();
    }
}
