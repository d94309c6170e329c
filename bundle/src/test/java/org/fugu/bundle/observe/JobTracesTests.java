package org.fugu.bundle.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.Beside;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.Recording;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.topology.MeshRectangle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A trace for each job of a machine.
class JobTracesTests {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Path PREBUILT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt");
    private static final JobTraces.Part ALL = new JobTraces.Part(0, Long.MAX_VALUE);
    private static final int MANY = 1_000_000;

    /// @param traces by job
    private record Traced(RunReport report, List<@Nullable String> traces) {
        String of(int job) {
            return Objects.requireNonNull(traces.get(job));
        }
    }

    private static Bundle bundle(String name) {
        try {
            return Bundle.read(Files.readAllBytes(PREBUILT.resolve(name + ".zip")));
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static RunOptions options(@Nullable String mesh, String... args) {
        return new RunOptions(
                null, List.of(args), null, mesh, null, null, null, LimitsGiven.NONE, Collections.emptySortedMap(), 1);
    }

    private static Beside beside(String name, String rectangle, String... args) {
        return new Beside(bundle(name), MeshRectangle.parse(rectangle), 0, options(null, args));
    }

    private static RunRequest pingPong(String mesh, @Nullable Turns turns, Beside... others) {
        return RunPlan.of(
                        bundle("pingpong"),
                        options(mesh, "20"),
                        MeshRectangle.parse("2x1+0+0"),
                        Arrays.asList(others),
                        turns)
                .request();
    }

    private static Traced trace(RunRequest request, List<JobTraces.@Nullable Part> wanted, int most) {
        var traces = new JobTraces(request, wanted, most);
        var report = Exokernel.run(request, new RunObserver() {
            @Override
            public @Nullable TraceOrder trace() {
                return traces.order();
            }
        });
        traces.close();
        var texts = new ArrayList<@Nullable String>();
        for (int job = 0; job < wanted.size(); job++) {
            var packed = traces.packed(job);
            texts.add(packed == null ? null : unpacked(packed));
        }
        return new Traced(report, texts);
    }

    private static String unpacked(byte[] packed) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> events(String trace, String phase) {
        return MAPPER.readTree(trace)
                .get("traceEvents")
                .valueStream()
                .filter(event -> event.get("ph").asString().equals(phase))
                .toList();
    }

    private static List<JsonNode> slices(String trace, String name) {
        return events(trace, "X").stream()
                .filter(event -> event.get("name").asString().equals(name))
                .toList();
    }

    /// The same bytes, whoever is beside it.
    @Test
    void inARectangleOfItsOwnATraceShowsNothingOfTheNeighbours() throws IOException {
        var alone = trace(pingPong("4x2", null), List.of(ALL), MANY);
        var company = pingPong(
                "4x2", null, beside("bench/alltoall", "2x2+2+0", "message", "6"), beside("test/loop", "2x1+0+1"));
        var together = trace(company, Arrays.asList(ALL, ALL, null), MANY);
        assertThat(JsonSchema.named("trace-event").violations(MAPPER.readTree(together.of(0))))
                .isEmpty();
        assertThat(together.of(0)).isEqualTo(alone.of(0));
        assertThat(slices(together.of(0), "launch"))
                .hasSize((int) together.report().jobs().get(0).messagesSent());
        assertThat(slices(together.of(1), "launch"))
                .hasSize((int) together.report().jobs().get(1).messagesSent());
        assertThat(events(together.of(1), "M").stream()
                        .filter(event -> event.get("name").asString().equals("process_name")))
                .as("its own four nodes, and the links")
                .hasSize(5);
        assertThat(together.traces().get(2)).isNull();
    }

    @Test
    void inTurnsATraceShowsWhatHappenedWhileTheJobHadTheProcessor() {
        var turns = new Turns(20_000, 10);
        var request = pingPong("2x1", turns, beside("bench/alltoall", "2x1+0+0", "message", "20"));
        var traced = trace(request, List.of(ALL, ALL), MANY);
        var messages = new TreeSet<Long>();
        var spans = new TreeMap<Long, List<long[]>>();
        for (int job = 0; job < 2; job++) {
            var launches = slices(traced.of(job), "launch");
            assertThat(launches).as("job " + job).hasSize((int)
                    traced.report().jobs().get(job).messagesSent());
            for (var launch : launches) {
                var message = launch.get("args").get("message").asLong();
                assertThat(messages.add(message)).as("message " + message).isTrue();
            }
            assertThat(slices(traced.of(job), "drop")).isEmpty();
            assertThat(slices(traced.of(job), "compute")).isNotEmpty();
            for (var name : List.of("compute", "message handler", "local miss", "network")) {
                for (var slice : slices(traced.of(job), name)) {
                    long begin = slice.get("args").get("cycle").asLong();
                    spans.computeIfAbsent(slice.get("pid").asLong(), _ -> new ArrayList<>())
                            .add(new long[] {
                                begin, begin + slice.get("args").get("cycles").asLong()
                            });
                }
            }
        }
        spans.forEach((node, all) -> {
            all.sort((one, other) -> Long.compare(one[0], other[0]));
            for (int i = 1; i < all.size(); i++) {
                assertThat(all.get(i)[0]).as("on " + node).isGreaterThanOrEqualTo(all.get(i - 1)[1]);
            }
        });
    }

    @Test
    void aPartOfARunAndABoundOnEventsAreKept() {
        var request = pingPong("2x1", new Turns(20_000, 0), beside("bench/alltoall", "2x1+0+0", "message", "20"));
        var whole = trace(request, List.of(ALL, ALL), MANY);
        var launches = slices(whole.of(0), "launch");
        long middle = launches.get(launches.size() / 2).get("args").get("cycle").asLong();
        var part = new JobTraces.Part(middle - 1_000, middle + 1_000);
        var some = trace(request, Arrays.asList(part, null), MANY);
        var slices = events(some.of(0), "X");
        assertThat(slices).isNotEmpty();
        for (var slice : slices) {
            var args = slice.get("args");
            assertThat(args.get("cycle").asLong()).isLessThan(part.to());
            assertThat(args.get("cycle").asLong() + args.get("cycles").asLong()).isGreaterThan(part.from());
        }
        var few = MAPPER.readTree(trace(request, Arrays.asList(null, ALL), 100).of(1));
        assertThat(few.get("otherData").get("events").asInt()).isEqualTo(100);
        assertThat(few.get("otherData").get("note").asString()).contains("are left out");
    }

    @Test
    void whoHasTheMachineAloneHasAllOfItsTrace() {
        var request = RunPlan.of(bundle("pingpong"), options("2x1", "20")).request();
        var traced = trace(request, List.of(ALL), MANY);
        assertThat(events(traced.of(0), "C")).as("what crosses links").isNotEmpty();
        assertThat(new JobTraces(request, Collections.singletonList(null), MANY).order())
                .isNull();
    }

    /// Wants a checkpoint now and then, with its traces.
    private static final class Keeper implements RunObserver {
        private final JobTraces traces;
        private final Random random;
        private final int odds;
        private final TreeMap<Long, byte[]> kept = new TreeMap<>();
        private int asked;

        /// @param odds one in so many times; 0 for none
        Keeper(JobTraces traces, Random random, int odds) {
            this.traces = traces;
            this.random = random;
            this.odds = odds;
        }

        @Override
        public @Nullable TraceOrder trace() {
            return traces.order();
        }

        @Override
        public Recording recording() {
            return traces;
        }

        @Override
        public int checkpointRoom() {
            asked++;
            return odds > 0 && random.nextInt(odds) == 0 ? 64 << 20 : 0;
        }

        @Override
        public void checkpoint(long cycle, byte @Nullable [] snapshot) {
            kept.put(cycle, Objects.requireNonNull(snapshot));
        }
    }

    /// The bytes of both jobs' traces.
    private static List<String> packed(JobTraces traces) {
        traces.close();
        return IntStream.range(0, 2)
                .mapToObj(job -> HexFormat.of().formatHex(Objects.requireNonNull(traces.packed(job))))
                .toList();
    }

    private static RunRequest rounds(String fidelity, @Nullable Turns turns, Beside... others) {
        var options = new RunOptions(
                null,
                List.of("600"),
                null,
                turns == null ? "4x2" : "2x1",
                null,
                fidelity,
                null,
                LimitsGiven.NONE,
                Collections.emptySortedMap(),
                1);
        return RunPlan.of(bundle("pingpong"), options, MeshRectangle.parse("2x1+0+0"), Arrays.asList(others), turns)
                .request();
    }

    @ParameterizedTest
    @ValueSource(strings = {"functional", "timing", "relaxed:100"})
    void aTraceThatGoesOnFromACheckpointHasTheSameBytes(String fidelity) {
        var random = new Random(Long.getLong("fugu.seed", 1995));
        var late = new JobTraces.Part(100_000, 300_000);
        for (var request : List.of(
                rounds(fidelity, null, beside("bench/alltoall", "2x2+2+0", "message", "6")),
                rounds(fidelity, new Turns(20_000, 10), beside("bench/alltoall", "2x1+0+0", "message", "20")))) {
            for (int most : List.of(500, MANY)) {
                var wanted = List.of(ALL, late);
                var undisturbed = new JobTraces(request, wanted, most);
                var observer = new Keeper(undisturbed, random, 0);
                Exokernel.run(request, observer);
                var whole = packed(undisturbed);

                var kept = new JobTraces(request, wanted, most);
                var keeper = new Keeper(kept, random, Math.max(1, observer.asked / 3));
                Exokernel.run(request, keeper);
                assertThat(packed(kept)).isEqualTo(whole);
                keeper.kept.forEach((cycle, snapshot) -> {
                    var next = new JobTraces(request, wanted, most);
                    Exokernel.resume(request, snapshot, new Keeper(next, random, 2));
                    assertThat(packed(next)).as("from " + cycle).isEqualTo(whole);
                    var other = new JobTraces(request, List.of(late, ALL), most);
                    assertThatThrownBy(() -> Exokernel.resume(request, snapshot, new Keeper(other, random, 0)))
                            .isInstanceOf(BadSnapshotException.class)
                            .hasMessageContaining("another part");
                });
                assertThat(keeper.kept).isNotEmpty();
            }
        }
    }
}
