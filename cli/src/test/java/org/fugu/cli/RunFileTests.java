package org.fugu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.observe.JobTraces;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.bundle.run.SystemChoice;
import org.fugu.bundle.stored.StoredFile;
import org.fugu.cli.FakeService.Answer;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.exokernel.run.WireForms;
import org.fugu.experiment.runfile.ConsoleFile;
import org.fugu.experiment.runfile.EpochsFile;
import org.fugu.experiment.runfile.RunFile;
import org.fugu.experiment.runfile.RunFileClues;
import org.fugu.experiment.runfile.RunFileManifest;
import org.fugu.experiment.runfile.RunFileResult;
import org.fugu.experiment.runfile.RunFileTrace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs as files: fetched from a service, given to one, and carried out again without any.
class RunFileTests {
    private static final Path HELLO = Path.of(System.getProperty("fugu.root"), "guest", "prebuilt", "hello.zip");
    private static final Path PINGPONG = HELLO.resolveSibling("pingpong.zip");

    @TempDir
    Path home;

    private static byte[] file(SystemChoice system, UnaryOperator<RunFileResult> claim, String console)
            throws IOException {
        var bundle = Bundle.read(Files.readAllBytes(HELLO));
        var plan = RunPlan.of(bundle, RunOptions.NONE.on(system));
        var report = plan.judge(Exokernel.run(plan.request(), RunObserver.NONE));
        var written = new TreeMap<>(report.console());
        if (!console.isEmpty()) written.put(0, console.getBytes(StandardCharsets.UTF_8));
        var parts = new ArrayList<>(List.of(
                StoredFile.of(RunFile.BUNDLE, bundle.canonicalZip()),
                StoredFile.of(RunFile.REQUEST, WireForms.REQUEST.write(RunInputs.of(plan.request()))),
                RunFile.part(claim.apply(RunFileResult.of(report))),
                StoredFile.of(RunFile.CONSOLE, ConsoleFile.of(written))));
        return file(parts);
    }

    private static byte[] file(List<StoredFile> parts) throws IOException {
        var manifest = new RunFileManifest(
                1, "the lab's", "run_1", "2026-11-30T12:00:00Z", new TreeMap<>(), null, null, null, new TreeMap<>());
        var file = new ByteArrayOutputStream();
        RunFile.write(manifest, parts, file);
        return file.toByteArray();
    }

    private static RunFileResult faster(RunFileResult result) {
        return new RunFileResult(
                1,
                result.outcome(),
                result.exitCode(),
                result.message(),
                result.trap(),
                result.machineVersion(),
                result.digest(),
                result.resultDigest(),
                result.cycles() - 1,
                result.instructions(),
                result.messagesSent(),
                result.messagesReceived(),
                result.clockMegahertz(),
                result.metrics(),
                result.metricUnits(),
                result.counters(),
                result.latencies());
    }

    private Shell verify(byte[] file, String... more) throws IOException {
        Files.write(home.resolve("it.fugu-run"), file);
        var args = new ArrayList<Object>(List.<Object>of("verify", home.resolve("it.fugu-run")));
        args.addAll(List.of(more));
        return Shell.in(home, new TreeMap<>(), args.toArray());
    }

    @Test
    void whatAFileClaimsIsComparedHere() throws IOException {
        var same = verify(file(SystemChoice.NONE, result -> result, ""));
        assertThat(same.exitCode()).as(same.err()).isZero();
        assertThat(same.out()).contains("verified", "run_1 of the lab's");
        var json =
                verify(file(SystemChoice.NONE, result -> result, ""), "--json").json();
        assertThat(json.path("same").asBoolean()).isTrue();
        var blank = verify(file(SystemChoice.NONE.withDisk(new byte[0]), result -> result, ""));
        assertThat(blank.exitCode()).as(blank.err()).isZero();

        var faster = verify(file(SystemChoice.NONE, RunFileTests::faster, ""));
        assertThat(faster.exitCode()).isEqualTo(6);
        assertThat(faster.err()).contains("claims what is not so here: cycles.");
        var printed = verify(file(SystemChoice.NONE, result -> result, "something else"));
        assertThat(printed.exitCode()).isEqualTo(6);
        assertThat(printed.err()).contains(": console.");
    }

    /// What a run was refused, its epochs and its trace are compared where they are in the file.
    @Test
    void whatIsToldBesideTheResultIsComparedHere() throws IOException {
        var part = new JobTraces.Part(10, 50_000);
        assertThat(verify(told(part, clues -> clues, epochs -> epochs)).exitCode())
                .isZero();
        var refused = verify(told(
                part,
                clues -> {
                    var counts = new TreeMap<>(clues.capabilityCounts());
                    counts.merge("cap_derive", 7L, Long::sum);
                    return new RunFileClues(
                            1, clues.refusals(), clues.refusalCounts(), clues.capabilityEvents(), counts);
                },
                epochs -> epochs));
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err()).contains(": capabilityCounts.");
        var other = verify(told(part, clues -> clues, _ -> List.of("0:" + "0".repeat(32))));
        assertThat(other.err()).contains(": epochs.");
        var later = verify(told(new JobTraces.Part(11, 50_000), clues -> clues, epochs -> epochs, part));
        assertThat(later.err()).contains(": trace.");
    }

    private static byte[] told(
            JobTraces.Part part, UnaryOperator<RunFileClues> clues, UnaryOperator<List<String>> epochs)
            throws IOException {
        return told(part, clues, epochs, part);
    }

    /// @param claimed of which part the file says that its trace is
    private static byte[] told(
            JobTraces.Part part,
            UnaryOperator<RunFileClues> clues,
            UnaryOperator<List<String>> epochs,
            JobTraces.Part claimed)
            throws IOException {
        var bundle = Bundle.read(Files.readAllBytes(PINGPONG));
        var plan = RunPlan.of(bundle, RunOptions.NONE);
        var traces = new JobTraces(plan.request(), List.of(part), RunFileTrace.MOST_EVENTS);
        var report = plan.judge(Exokernel.run(plan.request(), new RunObserver() {
            @Override
            public @Nullable TraceOrder trace() {
                return traces.order();
            }
        }));
        traces.close();
        var packed = Objects.requireNonNull(traces.packed(0));
        return file(List.of(
                StoredFile.of(RunFile.BUNDLE, bundle.canonicalZip()),
                StoredFile.of(RunFile.REQUEST, WireForms.REQUEST.write(RunInputs.of(plan.request()))),
                RunFile.part(RunFileResult.of(report)),
                StoredFile.of(RunFile.CONSOLE, ConsoleFile.of(report.console())),
                RunFile.part(clues.apply(RunFileClues.of(report))),
                StoredFile.of(RunFile.EPOCHS, EpochsFile.of(epochs.apply(report.epochs()))),
                RunFile.part(RunFileTrace.of(claimed, packed)),
                StoredFile.of(RunFile.TRACE, packed)));
    }

    @Test
    void whatIsNoSuchFileIsRefused() throws IOException {
        var file = file(SystemChoice.NONE, result -> result, "");
        file[file.length / 2] ^= 1;
        var changed = verify(file);
        assertThat(changed.exitCode()).isEqualTo(2);
        assertThat(changed.err()).contains("was changed");
        assertThat(verify(Files.readAllBytes(HELLO)).exitCode()).isEqualTo(2);
        var none = Shell.in(home, new TreeMap<>(), "verify", home.resolve("none.fugu-run"));
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("there is no file");
        var service = verify(file(SystemChoice.NONE, result -> result, ""), "--by-service");
        assertThat(service.exitCode()).isEqualTo(2);
    }

    @Test
    void aRunIsFetchedAndGivenAway() throws Exception {
        var file = file(SystemChoice.NONE, result -> result, "");
        try (var service = new FakeService()) {
            service.on("GET /api/v1/runs/run_1/export", Answer.file(file))
                    .on("POST /api/v1/runs/import", Answer.json("{\"id\":\"run_2\"}"));
            var fetched =
                    Shell.in(home, service.environment(), "export", "run_1", "-o", home.resolve("run_1.fugu-run"));
            assertThat(fetched.exitCode()).as(fetched.err()).isZero();
            assertThat(Files.readAllBytes(home.resolve("run_1.fugu-run"))).isEqualTo(file);
            var given = Shell.in(home, service.environment(), "import", home.resolve("run_1.fugu-run"));
            assertThat(given.out()).isEqualTo("run_2\n");
        }
    }

    @Test
    void aServiceIsWaitedForThatVerifies() throws Exception {
        Files.write(home.resolve("x"), file(SystemChoice.NONE, result -> result, ""));
        try (var service = new FakeService()) {
            service.on("POST /api/v1/runs/import?verify=true", Answer.json("{\"id\":\"run_2\"}"))
                    .on(
                            "GET /api/v1/runs/run_2/verifications?limit=1",
                            Answer.json("{\"items\":[{\"id\":\"ver_1\",\"state\":\"queued\",\"same\":null}]}"))
                    .on(
                            "GET /api/v1/runs/run_2/verifications/ver_1",
                            Answer.json("{\"id\":\"ver_1\",\"state\":\"finished\",\"same\":true}"))
                    .on("GET /api/v1/runs/run_2", Answer.json("{\"imported\":{\"state\":\"verified\"}}"));
            var same = Shell.in(home, service.environment(), "import", home.resolve("x"), "--verify");
            assertThat(same.exitCode()).as(same.err()).isZero();
            assertThat(same.out()).contains("run_2 verified");
            service.on(
                    "GET /api/v1/runs/run_2",
                    Answer.json("{\"imported\":{\"state\":\"different\",\"differences\":[\"cycles\"]}}"));
            var other = Shell.in(home, service.environment(), "import", home.resolve("x"), "--verify");
            assertThat(other.exitCode()).isEqualTo(6);
            assertThat(other.err()).contains("not as the file claims: cycles");
        }
    }
}
