package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fugu.exokernel.run.WireForms.EVENT;
import static org.fugu.exokernel.run.WireForms.REPORT;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.fugu.exokernel.wire.WireException;
import org.fugu.exokernel.wire.WireForm;
import org.fugu.machine.observe.LatencySummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What happens in a run and what comes of it, written and read.
class ReportWireTests {
    private static RunReport report(long seed) {
        var random = new Random(seed);
        var console = new TreeMap<Integer, byte[]>();
        for (int left = random.nextInt(4); left > 0; left--) console.put(random.nextInt(1024), bytes(random));
        var metrics = new TreeMap<String, Long>();
        for (int left = random.nextInt(4); left > 0; left--) metrics.put("m" + random.nextInt(9), random.nextLong());
        var units = new TreeMap<String, String>();
        metrics.keySet().forEach(name -> units.put(name, "é\"" + name));
        var latencies = new TreeMap<String, LatencySummary>();
        for (int left = random.nextInt(3); left > 0; left--) {
            latencies.put("l" + random.nextInt(9), new LatencySummary(1, 2, 3, 4, 5, random.nextLong() >>> 1, 7));
        }
        return new RunReport(
                "fugu",
                "0123456789ab-7",
                1 + random.nextInt(1024),
                "timing",
                Outcome.values()[random.nextInt(Outcome.values().length)],
                random.nextBoolean() ? random.nextInt() : null,
                random.nextBoolean() ? new TrapReport(3, random.nextLong(), "cause", random.nextLong(), "a\nb") : null,
                "message " + seed,
                "d".repeat(64),
                "e".repeat(64),
                List.of("f".repeat(32), "0".repeat(32)),
                random.nextLong() >>> 1,
                random.nextInt(10_000_000) / 1000.0,
                random.nextLong() >>> 1,
                4,
                5,
                console,
                metrics,
                units,
                List.of(Map.of("b", random.nextLong(), "a", 1L), Map.of()),
                latencies,
                new Clues(
                        List.of(new Waiting(1, 2, random.nextLong(), 4, -5, List.of(random.nextLong(), 0L))),
                        random.nextBoolean() ? 214 : null,
                        random.nextBoolean() ? trail(random) : AuditTrail.NONE,
                        random.nextBoolean() ? capabilities(random) : CapabilityTrail.NONE));
    }

    private static CapabilityTrail capabilities(Random random) {
        boolean known = random.nextBoolean();
        var first = List.of(new CapabilityStep(
                random.nextLong() >>> 1,
                random.nextInt(1024),
                "cap_accept",
                known ? "frames" : null,
                "read, derive",
                known ? random.nextLong() >>> 1 : null,
                known ? null : 5L,
                known ? 7 : null));
        return new CapabilityTrail(first, new TreeMap<>(Map.of("cap_accept", 1L + random.nextInt(9), "cap_grant", 1L)));
    }

    private static AuditTrail trail(Random random) {
        var first = List.of(new RefusedCall(
                random.nextLong() >>> 1, random.nextInt(1024), "cap_grant", "missing_right", random.nextLong(), "é"));
        return new AuditTrail(first, new TreeMap<>(Map.of("missing_right", 1L + random.nextInt(9), "in_use", 1L)));
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static RunObservation event(Random random) {
        return random.nextBoolean()
                ? new RunObservation.Progressed(random.nextLong() >>> 1, random.nextLong() >>> 1)
                : new RunObservation.Printed(random.nextLong() >>> 1, random.nextInt(1024), bytes(random));
    }

    private static <T> void requireSame(WireForm<T> form, T value, String which) {
        var bytes = form.write(value);
        var read = form.read(bytes);
        assertThat(read).as(which).usingRecursiveComparison().isEqualTo(value);
        assertThat(form.write(read)).as(which).isEqualTo(bytes);
    }

    @Test
    void whatWasWrittenIsReadAsTheSameAndWrittenAsTheSameBytes() {
        for (long seed = 0; seed < 300; seed++) {
            requireSame(REPORT, report(seed), "report of seed " + seed);
            requireSame(EVENT, event(new Random(seed)), "event of seed " + seed);
        }
    }

    @Test
    void severalJobsAreVersionTwoAndThoseOfWhichMoreIsToldVersionFour() {
        var crash = CoRuns.program(CoRuns.crash(), "1x1+2+0");
        var follows = CoRuns.from(crash, 1_000);
        var report = Requests.run(CoRuns.request("3x2", CoRuns.limited(crash, 1_000), follows));
        requireSame(REPORT, report, "two jobs on the same node");
        assertVersion(report, 2);
        var waits = CoRuns.program(CoRuns.waitsForEver(), "1x1+2+1");
        var more =
                Requests.run(CoRuns.request("3x2", CoRuns.benchmark("alltoall, 2x2, message 2", 0, 0), crash, waits));
        requireSame(REPORT, more, "three jobs on nodes of their own");
        assertVersion(more, 4);
        assertThat(more.jobs().getFirst().latencies()).isNotEmpty();
        assertThat(more.jobs().getFirst().clues().capabilities().counts()).isNotEmpty();
    }

    private static void assertVersion(RunReport report, int version) {
        assertThat(new String(REPORT.write(report), StandardCharsets.UTF_8))
                .startsWith("{\"form\":\"fugu-run-report\",\"version\":" + version + ",");
    }

    @ParameterizedTest
    @CsvSource({
        "hello, 2x1, EXITED",
        "pingpong, 2x1, EXITED",
        "test/sleeper, 2x1, DEADLOCK",
        "test/nowhere, 1x1, TRAPPED"
    })
    void realRunsAreReadAsTheyWere(String bundle, String mesh, Outcome outcome) {
        var events = new ArrayList<byte[]>();
        var observer = RunObservation.observer(event -> events.add(EVENT.write(event)));
        var report = Exokernel.run(GuestPrograms.request(bundle, mesh), observer);
        assertThat(report.outcome()).as(report.message()).isEqualTo(outcome);
        requireSame(REPORT, report, bundle);

        var console = new TreeMap<Integer, ByteArrayOutputStream>();
        for (var event : events) {
            if (!(EVENT.read(event) instanceof RunObservation.Printed printed)) continue;
            console.computeIfAbsent(printed.node(), _ -> new ByteArrayOutputStream())
                    .writeBytes(printed.bytes());
        }
        assertThat(console.keySet()).isEqualTo(report.console().keySet());
        console.forEach((node, bytes) ->
                assertThat(bytes.toByteArray()).isEqualTo(report.console().get(node)));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"outcome\":\"[a-z_]+\"', '\"outcome\":\"vanished\"'",
        "'\"cycles\":[0-9]+', '\"cycles\":-1'",
        "'\"cycles\":[0-9]+', '\"cycles\":1,\"cyclones\":2'",
        "'\"cycles\":[0-9]+,', ''",
        "'\"version\":[134]', '\"version\":5'",
        "'\"fugu-run-report\"', '\"fugu-run-request\"'",
        "'\"metrics\":\\{', '\"metrics\":{\"z\":1,\"a\":1,'",
        "'\"console\":\\[', '\"console\":[{\"node\":0,\"bytes\":\"QR==\"},'",
        "'\"console\":\\[', '\"console\":[{\"node\":0,\"bytes\":\"!!\"},'",
        "'\"console\":\\[', '\"console\":[{\"node\":1024,\"bytes\":\"\"},'",
        "'\"console\":\\[.*?\\]', '\"console\":[{\"node\":2,\"bytes\":\"\"},{\"node\":1,\"bytes\":\"\"}]'",
        "'\"console\":\\[.*?\\]', '\"console\":[{\"node\":2,\"bytes\":\"\"},{\"node\":2,\"bytes\":\"\"}]'",
    })
    void anythingElseIsRefusedInASentence(String part, String instead) {
        var sample = new String(REPORT.write(report(5)), StandardCharsets.UTF_8);
        var changed = sample.replaceFirst(part, Matcher.quoteReplacement(instead));
        assertThat(changed).isNotEqualTo(sample);
        assertThatThrownBy(() -> REPORT.read(changed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(WireException.class)
                .hasMessageMatching("(?s)this (is no )?fugu-run-report .+");
    }

    @Test
    void everyPieceAndEveryDamageIsRefusedOrIsAnotherValue() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            damage(REPORT, report(seed), random, "report of seed " + seed);
            damage(EVENT, event(random), random, "event of seed " + seed);
        }
    }

    private static <T> void damage(WireForm<T> form, T value, Random random, String which) {
        var bytes = form.write(value);
        for (int tries = 0; tries < 300; tries++) {
            var damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            if (random.nextInt(4) == 0) damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            T read;
            try {
                read = form.read(damaged);
            } catch (WireException refused) {
                assertThat(refused).as(which).hasMessageStartingWith("this ");
                continue;
            }
            assertThat(form.write(read)).as(which).isEqualTo(damaged);
        }
    }
}
