package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.bundle.run.SystemChoice;
import org.fugu.cli.FakeService.Answer;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.InputDigests;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.WireForms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run of a service is carried out again here, from what the service has of it.
class VerifyTests {
    private static final Path HELLO = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt", "hello.zip");

    @TempDir
    Path home;

    private final byte[] archive;
    private final Bundle bundle;
    private FakeService service;

    VerifyTests() throws Exception {
        archive = Files.readAllBytes(HELLO);
        bundle = Bundle.read(archive);
    }

    @BeforeEach
    void start() throws Exception {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private RunPlan plan(SystemChoice system) {
        return RunPlan.of(bundle, RunOptions.NONE.on(system));
    }

    private static String digest(RunPlan plan) {
        return Exokernel.run(plan.request(), RunObserver.NONE).digest();
    }

    private void has(RunPlan plan, String digest, String version, String more) {
        service.on("GET /api/v1/runs/run_1", Answer.json("""
                {"id":"run_1","state":"finished","coRun":null,"libos":null,"digest":"%s","machineVersion":"%s"%s}
                """.formatted(digest, version, more)))
                .on(
                        "GET /api/v1/runs/run_1/request",
                        Answer.file(WireForms.REQUEST.write(RunInputs.of(plan.request()))))
                .on("HEAD /api/v1/bundles/" + bundle.identity(), Answer.json(""))
                .on("GET /api/v1/bundles/" + bundle.identity() + "/archive", Answer.file(archive));
    }

    private Shell verify(Object... more) {
        var args = new Object[2 + more.length];
        args[0] = "verify";
        args[1] = "run_1";
        System.arraycopy(more, 0, args, 2, more.length);
        return Shell.in(home, service.environment(), args);
    }

    @Test
    void theSameDigestIsSaidToBeTheSame() {
        var plan = plan(SystemChoice.NONE);
        has(plan, digest(plan), plan.request().machineVersion(), "");
        var shell = verify();
        assertThat(shell.exitCode()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("verified: run_1 has the same digest here, " + digest(plan));
        assertThat(verify("--json", "--threads", "2").json().path("same").asBoolean())
                .isTrue();
    }

    @Test
    void anotherDigestEndsWithSix() {
        var plan = plan(SystemChoice.NONE);
        has(plan, "f".repeat(64), plan.request().machineVersion(), "");
        var shell = verify();
        assertThat(shell.exitCode()).isEqualTo(6);
        assertThat(shell.err()).contains("f".repeat(64)).contains(digest(plan));
    }

    @Test
    void theDiskThatItBeganWithIsFetched() {
        var left = new byte[] {1, 2, 3, -1};
        var plan = plan(SystemChoice.NONE.withDisk(left));
        assertThat(digest(plan)).isNotEqualTo(digest(plan(SystemChoice.NONE)));
        has(plan, digest(plan), plan.request().machineVersion(), ",\"disk\":{\"source\":\"run_0\"}");
        var gone = verify();
        assertThat(gone.exitCode()).isEqualTo(2);
        assertThat(gone.err()).contains("run_0");

        service.on("HEAD /api/v1/runs/run_0", Answer.json("")).on("GET /api/v1/runs/run_0/disk", Answer.file(left));
        var shell = verify();
        assertThat(shell.exitCode()).as(shell.err()).isZero();
    }

    @Test
    void whatItReadIsFetched() {
        var given = InputContents.of(new byte[] {1, -1}, new TreeMap<>(Map.of("a", new byte[] {5})));
        var digests = InputDigests.of(given);
        var plan = plan(SystemChoice.NONE.withInputs(given));
        assertThat(digest(plan)).isNotEqualTo(digest(plan(SystemChoice.NONE)));
        var inputs = """
                ,"inputs":[{"name":null,"digest":"%s","source":"upload"},{"name":"a","digest":"%s","source":"upload"},
                {"name":"b","digest":"0","source":"bundle"}]""".formatted(digests.standard(), digests.files().get("a"));
        has(plan, digest(plan), plan.request().machineVersion(), inputs);
        service.on("GET /api/v1/runs/run_1/inputs/" + digests.standard(), Answer.file(new byte[] {1, -1}))
                .on("GET /api/v1/runs/run_1/inputs/" + digests.files().get("a"), Answer.file(new byte[] {5}));
        var shell = verify();
        assertThat(shell.exitCode()).as(shell.err()).isZero();
    }

    @Test
    void whatCannotBeVerifiedSaysWhy() {
        var plan = plan(SystemChoice.NONE);
        has(plan, digest(plan), "0000-1", "");
        var version = verify();
        assertThat(version.exitCode()).isEqualTo(2);
        assertThat(version.err()).contains("0000-1").contains(plan.request().machineVersion());

        service.on("GET /api/v1/runs/run_1", Answer.json("{\"state\":\"running\"}"));
        assertThat(verify().err()).contains("run_1 is running");
        service.on("GET /api/v1/runs/run_1", Answer.json("{\"state\":\"finished\",\"coRun\":\"cor_1\"}"));
        assertThat(verify().err()).contains("co-run");
        assertThat(verify().exitCode()).isEqualTo(2);
        has(plan, digest(plan), plan.request().machineVersion(), ",\"libos\":{\"digest\":\"" + "9".repeat(64) + "\"}");
        assertThat(verify().err()).contains("its library OS is not");
    }

    @Test
    void theServiceIsAskedToRunItAgain() {
        var plan = plan(SystemChoice.NONE);
        has(plan, "a".repeat(64), "x-1", "");
        var found = """
                {"id":"ver_1","run":"run_1","state":"finished","same":true,"digest":"%s"}""";
        var waits = "{\"id\":\"ver_1\",\"state\":\"queued\",\"waitingFor\":\"%s\"}";
        service.on("POST /api/v1/runs/run_1/verify", Answer.json(waits.formatted("its turn")))
                .on(
                        "GET /api/v1/runs/run_1/verifications/ver_1",
                        Answer.json(waits.formatted("its turn")),
                        Answer.json(waits.formatted("tomorrow, by UTC")),
                        Answer.json("{\"id\":\"ver_1\",\"state\":\"running\",\"digest\":null,\"waitingFor\":null}"),
                        Answer.json(found.formatted("a".repeat(64))));
        var same = verify("--by-service");
        assertThat(same.exitCode()).as(same.err()).isZero();
        assertThat(same.out()).isEqualTo("verified: run_1 has the same digest again, " + "a".repeat(64) + "\n");
        assertThat(same.err().lines())
                .containsExactly("the verification waits for its turn", "the verification waits for tomorrow, by UTC");
        assertThat(service.requests()).doesNotContain("GET /api/v1/runs/run_1/request");

        service.on("GET /api/v1/runs/run_1/verifications/ver_1", Answer.json(found.formatted("b".repeat(64))));
        assertThat(verify("--by-service").exitCode()).isEqualTo(6);
        service.on(
                "GET /api/v1/runs/run_1/verifications/ver_1",
                Answer.json("{\"state\":\"infrastructure_error\",\"failure\":\"it fell ill\",\"digest\":null}"));
        var failed = verify("--by-service");
        assertThat(failed.exitCode()).isEqualTo(8);
        assertThat(failed.err()).contains("it fell ill");
        service.on("POST /api/v1/runs/run_1/verify", Answer.problem(409, """
                {"code":"model-version","detail":"another version"}"""));
        assertThat(verify("--by-service").exitCode()).isEqualTo(2);
        assertThat(verify("--by-service", "--threads", "2").exitCode()).isEqualTo(2);
    }
}
