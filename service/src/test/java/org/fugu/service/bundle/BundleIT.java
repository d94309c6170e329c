package org.fugu.service.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fugu.bundle.Bundle;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BundleIT {
    private static final int MACHINE_OFFSET = 18;
    private static final byte X86_64 = 62;

    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    @AfterEach
    void theServiceStaysUp() {
        user.upload(RunningService.prebuilt("hello.zip"));
        user.get("/api/v1/bundles").requireStatus(200);
    }

    @Test
    void anUploadedBundleIsDescribedAndListedAndCanBeFetched() {
        var first = user.upload(RunningService.prebuilt("pingpong.zip")).requireStatus(201);
        var again = user.upload(RunningService.prebuilt("pingpong.zip")).requireStatus(200);
        var digest = first.json().path("digest").asString();

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(first.header("location")).isEqualTo("/api/v1/bundles/" + digest);
        assertThat(first.json().path("name").asString()).isEqualTo("pingpong");
        assertThat(first.json().path("run").path("mesh").asString()).isEqualTo("2x1");
        assertThat(first.json().path("benchmarks").get(0).asString()).isEqualTo("round-trip");
        assertThat(user.get("/api/v1/bundles").json().path("items").get(0)).isEqualTo(first.json());
        assertThat(user.get("/api/v1/bundles/" + digest).json()).isEqualTo(first.json());
        user.send("HEAD", "/api/v1/bundles/" + digest, new byte[0]).requireStatus(200);

        var archive = user.get("/api/v1/bundles/" + digest + "/archive").requireStatus(200);
        assertThat(archive.header("content-type")).isEqualTo("application/zip");
        assertThat(user.upload(archive.bytes())
                        .requireStatus(200)
                        .json()
                        .path("digest")
                        .asString())
                .isEqualTo(digest);
    }

    @Test
    void aLoneElfIsABundleWithOneProgram() throws IOException {
        var elf = Archives.hello().file("hello.elf");
        var bundle = user.upload(elf).requireStatus(201).json();

        assertThat(bundle.path("digest").asString()).isEqualTo(Bundle.ofElf(elf).identity());
        assertThat(bundle.path("programs").toString()).isEqualTo("[\"program\"]");
        user.upload(Arrays.copyOf(elf, elf.length / 2)).requireProblem(422, "elf-truncated");
        user.upload(Arrays.copyOf(elf, 4)).requireProblem(422, "elf-truncated");
        user.upload(Arrays.copyOf(elf, 3)).requireProblem(422, "bundle-not-a-zip");
    }

    @Test
    void aPutNeedsTheRightDigest() {
        var zip = RunningService.prebuilt("sum.zip");
        var type = new String[] {"Content-Type", "application/octet-stream"};
        user.send("PUT", "/api/v1/bundles/" + "0".repeat(64), zip, type).requireProblem(422, "digest-mismatch");
        var digest = service.newUser().uploaded(zip);

        user.send("HEAD", "/api/v1/bundles/" + digest, new byte[0]).requireStatus(404);
        user.send("PUT", "/api/v1/bundles/" + digest, zip, type).requireStatus(201);
        user.send("PUT", "/api/v1/bundles/" + digest, zip, type).requireStatus(200);
    }

    @Test
    void somebodyElsesBundleIsNotThere() {
        var digest = service.newUser().uploaded(RunningService.prebuilt("sum.zip"));

        user.get("/api/v1/bundles/" + digest).requireProblem(404, "not-found");
        user.get("/api/v1/bundles/" + digest + "/archive").requireProblem(404, "not-found");
        user.post("/api/v1/runs", "{\"bundle\":\"" + digest + "\"}").requireProblem(404, "not-found");
    }

    @Test
    void aPathThatLeadsOutsideIsRefused() throws IOException {
        user.upload(Archives.hello().with("../../etc/cron.d/evil", "x").zip())
                .requireProblem(422, "bundle-path-outside");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        user.upload(Archives.hello().zipWithLink()).requireProblem(422, "bundle-link");
    }

    @Test
    void aZipBombIsRefused() throws IOException {
        user.upload(Archives.hello().with("bomb", new byte[30 << 20]).zip()).requireProblem(422, "bundle-ratio");
    }

    @Test
    void whatIsNotAZipIsRefused() {
        user.upload("certainly not a zip".getBytes(StandardCharsets.UTF_8)).requireProblem(422, "bundle-not-a-zip");
        user.upload(new byte[0]).requireProblem(422, "bundle-not-a-zip");
    }

    @Test
    void aTruncatedElfIsRefused() throws IOException {
        var hello = Archives.hello();
        var elf = hello.file("hello.elf");

        user.upload(hello.with("hello.elf", Arrays.copyOf(elf, elf.length / 2)).zip())
                .requireProblem(422, "elf-truncated");
    }

    @Test
    void anElfForAnotherMachineIsRefused() throws IOException {
        var hello = Archives.hello();
        var elf = hello.file("hello.elf");
        elf[MACHINE_OFFSET] = X86_64;
        elf[MACHINE_OFFSET + 1] = 0;

        user.upload(hello.with("hello.elf", elf).zip()).requireProblem(422, "elf-wrong-machine");
    }

    @Test
    void anUnknownKeyInTheManifestIsNamedWithTheNearest() throws IOException {
        var hello = Archives.hello();
        var answer = user.upload(hello.with("fugu.yaml", hello.manifest().replace("limits:", "limit:"))
                .zip());

        answer.requireProblem(422, "manifest-invalid");
        assertThat(answer.json().path("errors").get(0).path("pointer").asString())
                .startsWith("/run");
        assertThat(answer.json().path("errors").get(0).path("detail").asString())
                .contains("limits");
    }

    @Test
    void aFormHasTheFileOnce() {
        var part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n";

        form(part.repeat(2)).requireProblem(400, "bad-multipart");
    }

    @Test
    void aFormOfManyPartsIsNotCalledTooLarge() {
        for (int parts : List.of(3, 60, 2000)) {
            var answer = form("--b\r\nContent-Disposition: form-data; name=\"p\"\r\n\r\nx\r\n".repeat(parts));

            answer.requireProblem(400, "bad-multipart");
            assertThat(answer.json().path("detail").asString()).contains("part");
        }
    }

    private Caller.Answer form(String parts) {
        return user.send(
                "POST",
                "/api/v1/bundles",
                (parts + "--b--\r\n").getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "multipart/form-data; boundary=b");
    }

    @Test
    void aFormWithoutTheFileIsRefused() {
        var answer = user.send(
                "POST",
                "/api/v1/bundles",
                "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n"
                        .getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "multipart/form-data; boundary=b");

        answer.requireProblem(400, "bad-multipart");
    }
}
