package org.fugu.service.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fugu.service.Caller;
import org.fugu.service.DocumentedOperations;
import org.fugu.service.DocumentedOperations.Operation;
import org.fugu.service.RawRequest;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation that takes a body, and every way to send one that is too large.
class BodyBoundsIT {
    private static final int UPLOAD = 32 << 20;
    private static final int RUN_FILE = 160 << 20;
    private static final int REST_OF_FORM = 1 << 20;
    private static final int INPUT = 8 << 20;
    private static final int RUN = 512 << 10;
    private static final int COMPARISON = 256 << 10;
    private static final int USUAL = 16 << 10;
    private static final String MULTIPART = "multipart/form-data";

    private static final RunningService SERVICE = RunningService.shared();
    private static final String KEY = SERVICE.admin()
            .post("/api/v1/keys", "{\"name\":\"bounds\",\"scope\":\"full\"}")
            .requireStatus(201)
            .json()
            .path("token")
            .asString();

    /// A body of an operation that begins soundly and never ends.
    record Endless(Operation operation, String mediaType) {
        int bound() {
            if (mediaType.equals(MULTIPART)) return UPLOAD + REST_OF_FORM;
            if (isRunFile()) return RUN_FILE;
            if (mediaType.equals("application/octet-stream")) return isInput() ? INPUT : UPLOAD;
            return switch (operation.toString()) {
                case "POST /api/v1/runs", "POST /api/v1/run-sets", "PUT /api/v1/co-runs/{id}/job" -> RUN;
                case "POST /api/v1/projects/{id}/comparisons" -> COMPARISON;
                default -> USUAL;
            };
        }

        private boolean isRunFile() {
            return operation.toString().equals("POST /api/v1/runs/import");
        }

        /// So much at once, that the sender comes to the bound in time.
        int piece() {
            return Math.max(16 << 10, bound() / 256);
        }

        String code() {
            if (isRunFile()) return "run-file-too-large";
            if (mediaType.equals("application/json")) return "body-too-large";
            return isInput() ? "input-too-large" : "bundle-too-large";
        }

        private boolean isInput() {
            return operation.path().startsWith("/api/v1/inputs");
        }

        byte[] begin() {
            var text = switch (mediaType) {
                case "application/json" -> "{\"name\":\"";
                case MULTIPART -> "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
                default -> "x";
            };
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        RawRequest request() {
            var path = operation.path().replace("{digest}", "0".repeat(64)).replaceAll("\\{[^}]+}", "fugu");
            var type = mediaType.equals(MULTIPART) ? MULTIPART + "; boundary=b" : mediaType;
            var request = new RawRequest(SERVICE.address(), operation.method(), path).header("Content-Type", type);
            return path.equals("/api/v1/session")
                    ? request.header("Cookie", "XSRF-TOKEN=t").header("X-XSRF-TOKEN", "t")
                    : request.header("Authorization", "Bearer " + KEY);
        }

        void requireRefused(RawRequest.Reply reply) {
            assertThat(reply.status()).as(reply.body()).isEqualTo(413);
            assertThat(reply.isProblem()).isTrue();
            assertThat(reply.code()).isEqualTo(code());
        }

        @Override
        public String toString() {
            return operation + " " + mediaType;
        }
    }

    static List<Endless> bodies() {
        var all = new ArrayList<Endless>();
        for (var operation : DocumentedOperations.all()) {
            for (var type : operation.bodies()) all.add(new Endless(operation, type));
        }
        assertThat(all).hasSizeGreaterThan(8);
        return all;
    }

    private static byte[] filler(int bytes) {
        var filler = new byte[bytes];
        Arrays.fill(filler, (byte) 'x');
        return filler;
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyThatNeverEndsIsRefused(Endless body) {
        var request = body.request().header("Transfer-Encoding", "chunked");

        body.requireRefused(
                request.sendOnAndOn(RawRequest.chunk(body.begin()), RawRequest.chunk(filler(body.piece()))));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aConnectionThatIsToBeClosedGetsTheRefusalToo(Endless body) {
        var request = body.request().header("Transfer-Encoding", "chunked").header("Connection", "close");

        body.requireRefused(
                request.sendOnAndOn(RawRequest.chunk(body.begin()), RawRequest.chunk(filler(body.piece()))));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whoSaysHowMuchWillComeIsRefusedBeforeItComes(Endless body) {
        var request = body.request().header("Content-Length", "9999999999");

        body.requireRefused(request.send(body.begin()));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whoAsksBeforeSendingIsNotToldToGoOn(Endless body) {
        var request = body.request()
                .header("Content-Length", Integer.toString(body.bound() + 1))
                .header("Expect", "100-continue");

        body.requireRefused(request.send());
    }

    /// A byte more than may is refused when it comes, and not when the sender is done.
    @ParameterizedTest
    @MethodSource("bodies")
    void theFirstByteTooManyIsRefusedThoughTheSenderThenStalls(Endless body) {
        var request = body.request().header("Transfer-Encoding", "chunked");
        var begin = body.begin();

        body.requireRefused(request.send(RawRequest.chunk(concat(begin, filler(body.bound() - begin.length + 1)))));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aPackedBodyIsNotRead(Endless body) {
        var reply = body.request()
                .header("Content-Encoding", "gzip")
                .header("Content-Length", "100")
                .send(new byte[0]);

        assertThat(reply.status()).as(reply.body()).isEqualTo(415);
        assertThat(reply.isProblem()).isTrue();
    }

    @Test
    void aBodyAsLargeAsItMayIsRead() {
        var admin = SERVICE.nobody().withToken(KEY);

        admin.post("/api/v1/keys", padded("{\"name\":\"\"}", USUAL)).requireProblem(422, "invalid-body");
        admin.post("/api/v1/keys", padded("{\"name\":\"\"}", USUAL + 1)).requireProblem(413, "body-too-large");
        admin.post("/api/v1/runs", padded("{}", RUN)).requireProblem(422, "invalid-body");
        admin.post("/api/v1/runs", padded("{}", RUN + 1)).requireProblem(413, "body-too-large");
        var type = new String[] {"Content-Type", "application/octet-stream"};
        var path = "/api/v1/bundles/" + "0".repeat(64);
        admin.send("PUT", path, new byte[UPLOAD], type).requireProblem(422, "bundle-not-a-zip");
        admin.send("PUT", path, new byte[UPLOAD + 1], type).requireProblem(413, "bundle-too-large");
        admin.upload(new byte[UPLOAD]).requireProblem(422, "bundle-not-a-zip");
        admin.upload(new byte[UPLOAD + 1]).requireProblem(413, "bundle-too-large");
    }

    @Test
    void theJsonInAFormIsBoundedAsJsonElsewhere() {
        var user = SERVICE.newUser();

        user.uploadAndSubmit(RunningService.prebuilt("hello.zip"), padded("{}", RUN + 1))
                .requireProblem(413, "body-too-large");
        user.uploadAndSubmit(RunningService.prebuilt("hello.zip"), padded("{}", RUN))
                .requireProblem(422, "invalid-body");
    }

    /// Their bodies do not come, and they are answered all the same: nobody has waited for them.
    @Test
    void whatSomebodySendsWhoMayNotIsNotRead() {
        for (var type : List.of("application/x-www-form-urlencoded", MULTIPART + "; boundary=b", "application/json")) {
            for (var method : List.of("POST", "PUT", "DELETE")) {
                var reply = new RawRequest(SERVICE.address(), method, "/api/v1/bundles/" + "0".repeat(64))
                        .header("Content-Type", type)
                        .header("Content-Length", "100000")
                        .send("--b\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(reply.status()).as(method + " " + type).isIn(401, 403);
            }
        }
    }

    @Test
    void oneUserHasFewUploadsUnderWayAtOnce() throws Exception {
        var key = SERVICE.newUser()
                .post("/api/v1/keys", "{\"name\":\"uploads\"}")
                .json()
                .path("token")
                .asString();
        var user = SERVICE.nobody().withToken(key);
        var zip = RunningService.prebuilt("hello.zip");
        var digest = user.uploaded(zip);
        var stalled = new ArrayList<Socket>();
        try {
            var answer = user.send("PUT", "/api/v1/bundles/" + digest, zip, BYTES);
            // One that stalls may be refused itself, while the place of the upload before is given back.
            for (int tries = 0; tries < 100 && answer.status() == 200; tries++) {
                stalled.add(stalled(key, digest));
                Caller.pause(50);
                answer = user.send("PUT", "/api/v1/bundles/" + digest, zip, BYTES);
            }
            answer.requireProblem(429, "too-many-uploads");
            assertThat(stalled).hasSizeGreaterThanOrEqualTo(4);
        } finally {
            for (var upload : stalled) upload.close();
        }
        awaitUpload(user, zip, digest);
    }

    private static Socket stalled(String key, String digest) throws IOException {
        var socket = new Socket(SERVICE.address().getHost(), SERVICE.address().getPort());
        socket.getOutputStream()
                .write(("PUT /api/v1/bundles/" + digest + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + key
                                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nx")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static final String[] BYTES = {"Content-Type", "application/octet-stream"};

    private static void awaitUpload(Caller user, byte[] zip, String digest) throws InterruptedException {
        for (int tries = 0; tries < 100; tries++) {
            if (user.send("PUT", "/api/v1/bundles/" + digest, zip, BYTES).status() == 200) return;
            Thread.sleep(50);
        }
        throw new AssertionError("the places of uploads that broke off are not given back");
    }

    private static String padded(String json, int bytes) {
        return json + " ".repeat(bytes - json.length());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
