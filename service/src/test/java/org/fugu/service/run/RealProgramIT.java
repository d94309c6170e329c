package org.fugu.service.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.fugu.service.bundle.Archives;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Programs on the real machine, from the upload to the result.
class RealProgramIT {
    private final RunningService service = RunningService.shared();
    private final Caller user = service.newUser();

    private JsonNode ended(String bundle, String more) {
        return ended(RunningService.prebuilt(bundle), more);
    }

    private JsonNode ended(byte[] bundle, String more) {
        var digest = user.uploaded(bundle);
        return user.awaitEnd(user.submitted("{\"bundle\":\"" + digest + "\"" + more + "}"));
    }

    private String console(JsonNode run) {
        return user.get("/api/v1/runs/" + run.path("id").asString() + "/console", "Accept", "text/plain")
                .text();
    }

    @Test
    void pingPongOnALeasedPartitionReportsItsRoundTrip() {
        var lease = user.post("/api/v1/partitions", "{\"machine\":\"fugu\",\"columns\":2,\"rows\":1}")
                .requireStatus(201)
                .json()
                .path("id")
                .asString();
        var run = ended("pingpong.zip", ",\"args\":[\"100\"],\"partition\":\"" + lease + "\"");

        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(run.path("outcome").asString()).as(run.toString()).isEqualTo("exited");
        assertThat(run.path("exitCode").asInt()).isZero();
        assertThat(run.path("partition").asString()).isEqualTo(lease);
        assertThat(run.path("messagesSent").asLong()).isGreaterThanOrEqualTo(200);
        assertThat(run.path("metrics").path("round_trip_cycles").asLong()).isPositive();
        assertThat(run.path("metricUnits").path("round_trip_cycles").asString()).isEqualTo("cycles");
        assertThat(run.path("counters").size()).isEqualTo(2);
        for (var node : run.path("counters"))
            assertThat(booked(node)).isEqualTo(node.path("cycles").asLong());
        assertThat(run.path("latencies").path("message_network").path("count").asLong())
                .isEqualTo(run.path("messagesSent").asLong());
        assertThat(run.path("digest").asString()).hasSize(64);
        assertThat(console(run)).isNotBlank();
    }

    private static long booked(JsonNode counters) {
        return counters.propertyNames().stream()
                .filter(name -> name.startsWith("cycles."))
                .mapToLong(name -> counters.path(name).asLong())
                .sum();
    }

    @Test
    void theSameRunGivesTheSameDigestAndAnotherSeedAnother() {
        var first = ended("hello.zip", "");
        var second = ended("hello.zip", "");
        var other = ended("hello.zip", ",\"seed\":99");

        assertThat(first.path("outcome").asString()).as(first.toString()).isEqualTo("exited");
        assertThat(second.path("digest")).isEqualTo(first.path("digest"));
        assertThat(second.path("cycles")).isEqualTo(first.path("cycles"));
        assertThat(other.path("digest")).isNotEqualTo(first.path("digest"));
    }

    @Test
    void aProgramThatLoopsForEverEndsAtItsLimitOfCycles() {
        var run = ended("test/loop.zip", ",\"limits\":{\"cycles\":2000000}");

        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(run.path("outcome").asString()).isEqualTo("cycle_limit");
    }

    @Test
    void aProgramThatWritesWhereItMayNotIsTrappedWithThePlace() {
        var run = ended("test/trespass.zip", "");

        assertThat(run.path("outcome").asString()).isEqualTo("trapped");
        var trap = run.path("trap");
        assertThat(trap.path("node").asInt()).isZero();
        assertThat(trap.path("pc").asLong()).isPositive();
        assertThat(trap.path("cause").asString()).contains("page_fault");
        assertThat(run.path("message").asString()).contains("; it happened in main");
    }

    @Test
    void aDeadlockSaysWhereItsRanksWait() {
        var run = ended("test/sleeper.zip", "");

        assertThat(run.path("outcome").asString()).isEqualTo("deadlock");
        assertThat(run.path("message").asString()).contains("wait in ", "called by main");
    }

    @Test
    void aFloodOfConsoleOutputEndsAtItsLimit() {
        var run = ended("test/flood.zip", ",\"limits\":{\"consoleBytes\":20000}");

        assertThat(run.path("outcome").asString()).isEqualTo("console_limit");
        assertThat(console(run).length()).isBetween(19_000, 20_000);
    }

    @Test
    void anUnexpectedConsoleIsAnAssertionThatFailed() throws IOException {
        var other = Archives.hello().with("expected.txt", "Something else\n").zip();
        var run = ended(other, "");

        assertThat(run.path("state").asString()).isEqualTo("finished");
        assertThat(run.path("outcome").asString()).isEqualTo("assertion_failed");
        assertThat(run.path("message").asString()).contains("Something else");
    }

    @Test
    void aChangedFigureOfTheMachineChangesTheTime() {
        var usual = ended("pingpong.zip", ",\"args\":[\"100\"]");
        var slow = ended("pingpong.zip", ",\"args\":[\"100\"],\"overrides\":{\"network.hop\":100}");

        assertThat(slow.path("overrides").path("network.hop").asInt()).isEqualTo(100);
        assertThat(slow.path("cycles").asLong())
                .isGreaterThan(usual.path("cycles").asLong());
        assertThat(slow.path("machineVersion")).isNotEqualTo(usual.path("machineVersion"));
    }
}
