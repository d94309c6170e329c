package org.fugu.bundle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The prebuilt programs of `guest`, run for real: samples, programs that test their library OS
/// from inside, and those that misbehave.
class GuestProgramsIT {
    private static final Path PREBUILT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt");
    private static final List<String> FIDELITIES = List.of("functional", "timing");

    private static Bundle bundle(String name) throws IOException {
        return Bundle.read(Files.readAllBytes(PREBUILT.resolve(name + ".zip")));
    }

    private static RunReport run(String name, @Nullable String mesh, String fidelity, String... args)
            throws IOException {
        return run(name, mesh, fidelity, args.length == 0 ? null : List.of(args), 1);
    }

    private static RunReport run(
            String name, @Nullable String mesh, String fidelity, @Nullable List<String> args, int threads)
            throws IOException {
        var options = new RunOptions(
                null, args, null, mesh, null, fidelity, null, LimitsGiven.NONE, Collections.emptySortedMap(), threads);
        var plan = RunPlan.of(bundle(name), options);
        return plan.judge(Exokernel.run(plan.request(), RunObserver.NONE));
    }

    private static String console(RunReport report) {
        return new String(ConsoleText.merged(report.console()), StandardCharsets.UTF_8);
    }

    /// The manifests expect exit code 0 and the console that stands beside them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "pingpong",
                "sum",
                "bare",
                "integrals",
                "rust",
                "test/messages",
                "test/interrupts",
                "test/locks",
                "test/contexts",
                "test/bulk",
                "test/grants",
                "test/processes",
                "test/parts",
                "test/extents",
                "test/files",
                "test/input",
                "test/echo",
                "test/neighbours",
                "test/delivery",
                "test/heap",
                "test/refill",
                "test/memory",
                "test/softwaretlb",
                "test/pagebits",
                "test/stdio",
                "test/library",
                "test/cplusplus",
                "test/reference",
                "test/forge",
                "test/glutton",
                "test/intruder",
                "test/riscv-test-env",
                "test/work-a",
                "test/work-b"
            })
    void endsAsItsManifestExpects(String name) throws IOException {
        for (var fidelity : FIDELITIES) {
            var report = run(name, null, fidelity);
            assertThat(report.outcome()).as(fidelity + ": " + report.message()).isEqualTo(Outcome.EXITED);
        }
    }

    /// As the manifest says, and their own checks hold on other numbers of nodes too.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench/misses",
                "bench/workerset",
                "bench/unmap",
                "bench/chase",
                "bench/barrier",
                "bench/invoke",
                "bench/alltoall",
                "bench/stencil",
                "bench/matmul",
                "bench/lu",
                "bench/fft",
                "bench/radix",
                "bench/hide",
                "bench/udm",
                "bench/synth",
                "bench/enum",
                "bench/lumessages",
                "bench/null",
                "bench/aegis",
                "bench/protection"
            })
    void aBenchmarkProgramFindsItsResultRight(String name) throws IOException {
        requireSuccess(name, List.of("3x1", "4x4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "pingpong", "sum", "test/messages", "test/interrupts", "test/locks", "test/bulk"})
    void aParallelProgramRunsOnOneTwoAndSixteenNodes(String name) throws IOException {
        requireSuccess(name, List.of("1x1", "2x1", "4x4"));
    }

    private static void requireSuccess(String name, List<String> meshes) throws IOException {
        for (var mesh : meshes) {
            for (var fidelity : FIDELITIES) {
                var report = run(name, mesh, fidelity);
                assertThat(report.outcome())
                        .as(mesh + " " + fidelity + ": " + report.message())
                        .isEqualTo(Outcome.EXITED);
                assertThat(report.exitCode()).as(mesh + " " + fidelity).isZero();
            }
        }
    }

    /// Sizes that no number of nodes divides, nodes that make no square, and more nodes than rows.
    @ParameterizedTest
    @CsvSource({
        "test/locks,",
        "bench/barrier, library 5",
        "bench/barrier, flat 5",
        "bench/barrier, tree 5 2",
        "bench/barrier, message 5 8",
        "bench/alltoall, shared 2",
        "bench/stencil, 11 3",
        "bench/matmul, 19",
        "bench/lu, 19",
        "bench/fft, 64",
        "bench/radix, 333"
    })
    void aProgramThatSharesMemoryIsRightOnOneTwoAndFifteenNodes(String name, String given) throws IOException {
        var arguments = given == null ? new String[0] : given.split(" ");
        for (var mesh : List.of("1x1", "2x1", "5x3")) {
            for (var fidelity : FIDELITIES) {
                var report = run(name, mesh, fidelity, arguments);
                assertThat(report.outcome())
                        .as(mesh + " " + fidelity + ": " + report.message())
                        .isEqualTo(Outcome.EXITED);
                assertThat(report.exitCode()).as(mesh + " " + fidelity).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"hello, 4x4", "test/locks, 2x2", "sum, 4x4"})
    void hostThreadsChangeNothing(String name, String mesh) throws IOException {
        var one = run(name, mesh, "timing", null, 1);
        var two = run(name, mesh, "timing", null, 2);
        assertThat(two.digest()).isEqualTo(one.digest());
        assertThat(two.cycles()).isEqualTo(one.cycles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "interrupt"})
    void messagesGoToAndFroByPollingAndByInterrupts(String way) throws IOException {
        var report = run("pingpong", "2x1", "timing", "500", way);
        assertThat(console(report))
                .isEqualTo("500 round trips between rank 0 and rank 1 by " + way + ": 1000 messages.\n");
        assertThat(report.metrics()).containsEntry("messages", 1000L);
        assertThat(report.messagesSent()).isGreaterThanOrEqualTo(1000L);
        assertThat(Objects.requireNonNull(report.metrics().get("round_trip_cycles")))
                .isBetween(40L, 1000L);
    }

    @ParameterizedTest
    @CsvSource({
        "test/trespass, store_page_fault, 0x3000000000",
        "test/nowhere, fetch_page_fault, 0x2000000000",
        "test/bottomless, store_page_fault, 0x3ffffdfff4",
        "test/stranger, wrong_group, 2",
        "test/empty, dispose_empty, 0",
    })
    void aFaultEndsTheJobWithItsCauseAndValue(String name, String cause, String value) throws IOException {
        for (var fidelity : FIDELITIES) {
            var report = run(name, null, fidelity);
            assertThat(report.outcome()).isEqualTo(Outcome.TRAPPED);
            var trap = Objects.requireNonNull(report.trap());
            assertThat(trap.cause()).isEqualTo(cause);
            assertThat(trap.value()).isEqualTo(Long.decode(value));
            assertThat(trap.node()).isZero();
            assertThat(console(report)).startsWith("About to ").doesNotContain("This must not be seen");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "test/loop, CYCLE_LIMIT",
        "test/flood, CONSOLE_LIMIT",
        "test/sleeper, DEADLOCK",
    })
    void whatNeverEndsByItselfIsEnded(String name, Outcome outcome) throws IOException {
        for (var fidelity : FIDELITIES) {
            assertThat(run(name, null, fidelity).outcome()).isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void anExitCodeIsReported(String fidelity) throws IOException {
        assertThat(run("test/failure", null, fidelity).exitCode()).isEqualTo(3);
    }

    /// Two more instructions in each of 10,000 steps.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void theSlowerBuildIsSlowerByItsExtraInstructions(String fidelity) throws IOException {
        var a = run("test/work-a", null, fidelity);
        var b = run("test/work-b", null, fidelity);
        assertThat(b.instructions() - a.instructions()).isEqualTo(20_000);
        assertThat(b.cycles()).isGreaterThan(a.cycles());
        assertThat(console(b)).isEqualTo(console(a));
    }

    /// Every call of the kernel's table is performed, and each example checks what it is answered.
    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing"})
    void theReferenceHasAnExampleOfEverySystemCall(String fidelity) throws IOException {
        var performed = new TreeSet<String>();
        for (var calls : List.of("all", "remote")) performed.addAll(performed(calls, fidelity, Outcome.EXITED, 0));
        performed.addAll(performed("exit", fidelity, Outcome.EXITED, 7));
        performed.addAll(performed("linux_exit", fidelity, Outcome.EXITED, 5));
        performed.addAll(performed("linux_exit_group", fidelity, Outcome.EXITED, 6));
        performed.addAll(performed("exception_decline", fidelity, Outcome.TRAPPED, 0));
        assertThat(performed)
                .containsAll(Arrays.stream(SystemCall.values())
                        .map(SystemCall::wireName)
                        .toList());
    }

    private static List<String> performed(String calls, String fidelity, Outcome outcome, int code) throws IOException {
        boolean remote = calls.equals("remote");
        var options = new RunOptions(
                null,
                List.of(calls),
                remote ? "now-remote-access" : null,
                remote ? "2x1" : null,
                null,
                fidelity,
                null,
                LimitsGiven.NONE,
                Collections.emptySortedMap(),
                1);
        var plan = RunPlan.of(bundle("test/reference"), options);
        var report = Exokernel.run(plan.request(), RunObserver.NONE);
        assertThat(report.outcome())
                .as(calls + ": " + report.message() + console(report))
                .isEqualTo(outcome);
        if (outcome == Outcome.EXITED)
            assertThat(report.exitCode()).as(calls + console(report)).isEqualTo(code);
        return console(report).lines().toList();
    }
}
