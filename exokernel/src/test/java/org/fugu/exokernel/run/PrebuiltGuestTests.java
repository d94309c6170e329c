package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.fugu.machine.Fidelity;
import org.fugu.machine.Machine;
import org.fugu.machine.Windows;
import org.fugu.machine.translate.CodeCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// The C programs of the SDK, as they are shipped, on whole machines.
class PrebuiltGuestTests {
    @ParameterizedTest
    @CsvSource({
        "bare, 1x1, timing",
        "bare, 1x1, functional",
        "pingpong, 2x1, timing",
        "pingpong, 2x1, functional",
        "sum, 4x4, timing",
        "sum, 4x4, functional"
    })
    void samplesPrintWhatTheyPromise(String name, String mesh, String fidelity) {
        var arguments = name.equals("sum") ? new String[] {"8192"} : new String[0];
        var request = Requests.with(GuestPrograms.request(name, mesh, arguments), Fidelity.parse(fidelity));
        var report = Requests.run(request);
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
        assertThat(report.exitCode()).isZero();
        assertThat(Requests.console(report))
                .isEqualTo(new String(GuestPrograms.file(name, "expected.txt"), StandardCharsets.UTF_8));
    }

    @Test
    void pingPongCountsItsMessagesAndMeasuresTheRoundTrip() {
        var report = Requests.run(GuestPrograms.request("pingpong", "2x1"));
        assertThat(report.messagesSent()).isEqualTo(report.messagesReceived()).isGreaterThanOrEqualTo(2_000);
        assertThat(report.metrics()).containsKeys("round_trip_cycles", "region.cycles", "region.instructions");
    }

    /// What a report says of the whole is what its counters say of the nodes.
    @ParameterizedTest
    @CsvSource({"pingpong,2x1", "sum,4x2", "bench/barrier,3x1"})
    void figuresOfTheRunAreTheSumsOfItsCounters(String name, String mesh) {
        var report = Requests.run(GuestPrograms.request(name, mesh));
        assertThat(report.instructions()).isEqualTo(sum(report, "instructions"));
        assertThat(report.messagesSent()).isEqualTo(sum(report, "messages.sent"));
        assertThat(report.messagesReceived()).isEqualTo(sum(report, "messages.received"));
        assertThat(report.counters())
                .as("no node's clock stops before the job ends")
                .allSatisfy(node -> assertThat(node.get("cycles")).isGreaterThanOrEqualTo(report.cycles()));
    }

    private static long sum(RunReport report, String counter) {
        return report.counters().stream()
                .mapToLong(node -> Objects.requireNonNull(node.get(counter)))
                .sum();
    }

    @Test
    void sumOnSixteenNodesHasOneResultOverRunsThreadsAndWindows() {
        var request = GuestPrograms.request("sum", "4x4", "1024");
        var expected = Requests.run(request);
        assertThat(expected.outcome()).as(expected.message()).isEqualTo(Outcome.EXITED);

        var twoThreads = Requests.machine(request, 2);
        var variants = List.of(
                Requests.run(request),
                Requests.runOn(request, twoThreads),
                Requests.runOn(request, Requests.choppedMachine(request, 5)));
        assertThat(twoThreads.hostThreadsUsed()).as("two threads really ran").isEqualTo(2);
        for (var variant : variants) {
            assertThat(variant.digest()).isEqualTo(expected.digest());
            assertThat(variant.epochs()).isEqualTo(expected.epochs());
            assertThat(variant.cycles()).isEqualTo(expected.cycles());
        }
    }

    /// Every benchmark program, small: wherever windows end and whoever runs them, on the reference that
    /// moves one node at a time, and whatever is translated.
    @ParameterizedTest
    @FieldSource("org.fugu.exokernel.run.GuestPrograms#BENCHMARKS")
    void aBenchmarkHasOneResultHoweverItIsSimulated(String benchmark) {
        var request = GuestPrograms.request(benchmark);
        var expected = Requests.run(request);
        assertThat(expected.outcome()).as(expected.message()).isEqualTo(Outcome.EXITED);
        assertThat(expected.exitCode()).as(Requests.console(expected)).isZero();

        int way = Math.floorMod(benchmark.hashCode(), FlowTrial.WAYS.size());
        for (var windows : List.of(
                new Windows.Halves(),
                new Windows.OneCycle(),
                new Windows.Random(1),
                new Windows.Random(2),
                new Windows.OneAtATime())) {
            var policy = FlowTrial.WAYS.get(way++ % FlowTrial.WAYS.size());
            var config = Exokernel.config(request).withWindows(windows).withTranslation(new CodeCache(policy));
            var again = Requests.runOn(request, new Machine(config));
            assertThat(again.digest()).as("%s, %s", windows, policy).isEqualTo(expected.digest());
        }
        var twoThreads = Requests.machine(request, 2);
        assertThat(Requests.runOn(request, twoThreads).digest()).isEqualTo(expected.digest());
        assertThat(twoThreads.hostThreadsUsed()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"barrier, 4x2, tree 20", "invoke, 3x1, shared 30", "stencil, 2x2, 16 3", "matmul, 2x2, 12"})
    void aRelaxedRunIsDeterministicAndRight(String name, String mesh, String arguments) {
        var request = GuestPrograms.request("bench/" + name, mesh, arguments.split(" "));
        for (var fidelity : List.of("relaxed:100", "relaxed:1000")) {
            var relaxed = Requests.with(request, Fidelity.parse(fidelity));
            var expected = Requests.run(relaxed);
            assertThat(expected.exitCode()).as(Requests.console(expected)).isZero();
            assertThat(Requests.runOn(relaxed, Requests.machine(relaxed, 2)).digest())
                    .isEqualTo(expected.digest());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "loop, 1x1, CYCLE_LIMIT",
        "flood, 1x1, CONSOLE_LIMIT",
        "sleeper, 2x1, DEADLOCK",
        "trespass, 1x1, TRAPPED",
        "stranger, 2x1, TRAPPED",
        "empty, 1x1, TRAPPED",
        "nowhere, 1x1, TRAPPED",
        "bottomless, 1x1, TRAPPED",
        "forge, 1x1, EXITED"
    })
    void hostileProgramsEndAsTheyShould(String name, String mesh, Outcome outcome) {
        var report = Requests.run(GuestPrograms.request("test/" + name, mesh));
        assertThat(report.outcome()).as(report.message()).isEqualTo(outcome);
        if (outcome == Outcome.TRAPPED) {
            var trap = Objects.requireNonNull(report.trap());
            assertThat(trap.pc()).isPositive();
            assertThat(trap.cause()).isNotBlank();
        }
    }
}
