package org.fugu.bundle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LimitsGiven;
import org.fugu.bundle.run.RunOptions;
import org.fugu.bundle.run.RunPlan;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.run.Exokernel;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.observe.CycleAccount.Category;
import org.fugu.machine.observe.TraceEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files for other tools: they have the form those read, and hold what the run was.
class ObserveFilesTests {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Path PREBUILT =
            Path.of(System.getProperty("fugu.root", "..")).resolve("guest/prebuilt");

    /// A run with both files.
    private record Observed(RunReport report, String trace, String profile) {}

    private static Observed observe(String bundle, String mesh, String fidelity, List<String> args, int threads)
            throws IOException {
        return observe(bundle, mesh, fidelity, args, threads, 33_000);
    }

    private static Observed observe(
            String bundle, String mesh, String fidelity, List<String> args, int threads, long kilohertz)
            throws IOException {
        var options = new RunOptions(
                null, args, null, mesh, null, fidelity, null, LimitsGiven.NONE, Collections.emptySortedMap(), threads);
        var plan = RunPlan.of(Bundle.read(Files.readAllBytes(PREBUILT.resolve(bundle + ".zip"))), options);
        var text = new StringWriter();
        var profile = new StringBuilder();
        RunReport report;
        try (var writer = new TraceWriter(text, plan.request().mesh().nodes(), kilohertz, TraceWriter.MOST_EVENTS)) {
            report = Exokernel.run(plan.request(), new RunObserver() {
                @Override
                public TraceOrder trace() {
                    return new TraceOrder(0, Long.MAX_VALUE, false, writer);
                }

                @Override
                public boolean wantsProfile() {
                    return true;
                }

                @Override
                public void profile(CycleProfile found) {
                    profile.append(ProfileWriter.write(bundle, found));
                }
            });
        }
        return new Observed(report, text.toString(), profile.toString());
    }

    private static List<JsonNode> events(String trace, String phase) {
        return MAPPER.readTree(trace)
                .get("traceEvents")
                .valueStream()
                .filter(event -> event.get("ph").asString().equals(phase))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "pingpong, 2x1, timing, 20 poll",
        "pingpong, 2x1, timing, 20 interrupt",
        "pingpong, 2x1, functional, 20 poll",
        "bench/workerset, 4x1, timing, 2",
        "bench/alltoall, 2x2, timing, message 3"
    })
    void bothFilesFitTheirSchemasAndAreTheSameAgainOnTwoThreads(
            String bundle, String mesh, String fidelity, String args) throws IOException {
        var one = observe(bundle, mesh, fidelity, List.of(args.split(" ")), 1);
        assertThat(JsonSchema.named("trace-event").violations(MAPPER.readTree(one.trace())))
                .isEmpty();
        assertThat(JsonSchema.named("speedscope").violations(MAPPER.readTree(one.profile())))
                .isEmpty();
        var two = observe(bundle, mesh, fidelity, List.of(args.split(" ")), 2);
        assertThat(two.trace()).isEqualTo(one.trace());
        assertThat(two.profile()).isEqualTo(one.profile());
    }

    @Test
    void everyMessageOfPingpongIsOneFlow() throws IOException {
        var observed = observe("pingpong", "2x1", "timing", List.of("20"), 1);
        var starts = new TreeMap<Long, JsonNode>();
        for (var start : events(observed.trace(), "s")) {
            assertThat(starts.put(start.get("id").asLong(), start)).isNull();
        }
        assertThat(starts).hasSize((int) observed.report().messagesSent());
        var ends = events(observed.trace(), "f");
        assertThat(ends).hasSize((int) observed.report().messagesReceived());
        for (var end : ends) {
            var start = Objects.requireNonNull(starts.remove(end.get("id").asLong()));
            assertThat(start.get("ts").asDouble()).isLessThan(end.get("ts").asDouble());
            assertThat(start.get("pid").asInt()).isNotEqualTo(end.get("pid").asInt());
        }
    }

    /// Perfetto takes numbers of threads for the machine's, not a process's, and shows the thread that
    /// has its process's number first. Chrome's viewer puts what has no place before everything.
    @Test
    void everyTrackHasANumberANameAndAPlaceOfItsOwn() throws IOException {
        var observed = observe("pingpong", "2x1", "timing", List.of("20"), 1);
        var names = new TreeMap<Long, String>();
        var places = new TreeMap<Long, Long>();
        var processes = new TreeMap<Long, String>();
        for (var about : events(observed.trace(), "M")) {
            long process = about.get("pid").asLong();
            long track = about.get("tid").asLong();
            var value = about.get("args");
            switch (about.get("name").asString()) {
                case "process_name" ->
                    assertThat(processes.put(process, value.get("name").asString()))
                            .isNull();
                case "process_sort_index" ->
                    assertThat(value.get("sort_index").asInt()).isEqualTo(processes.size() - 1);
                case "thread_name" ->
                    assertThat(names.put(track, value.get("name").asString())).isNull();
                default -> places.put(track, value.get("sort_index").asLong());
            }
        }
        assertThat(processes).isEqualTo(new TreeMap<>(Map.of(10L, "node 0", 20L, "node 1", 30L, "links")));
        assertThat(names.values())
                .containsExactly(
                        "processor", "coherence", "network", "kernel", "processor", "coherence", "network", "kernel");
        assertThat(names).containsEntry(10L, "processor").containsEntry(20L, "processor");
        assertThat(places.keySet()).isEqualTo(names.keySet());
        assertThat(places.values()).containsExactly(0L, 1L, 2L, 3L, 0L, 1L, 2L, 3L);
    }

    /// The tools tie an end of an arrow to the slice of its track that is open at its time, and
    /// Perfetto to one that it has read.
    @Test
    void everyEndOfAnArrowIsInTheSliceWrittenBeforeIt() throws IOException {
        var observed = observe("pingpong", "2x1", "functional", List.of("20"), 1);
        JsonNode slice = null;
        int ends = 0;
        for (var event : MAPPER.readTree(observed.trace()).get("traceEvents")) {
            var phase = event.get("ph").asString();
            if (phase.equals("X")) slice = event;
            if (!phase.equals("s") && !phase.equals("f")) continue;
            ends++;
            var last = Objects.requireNonNull(slice);
            for (var same : List.of("pid", "tid", "ts")) {
                assertThat(event.get(same)).as(event.toString()).isEqualTo(last.get(same));
            }
            assertThat(event.has("bp")).isEqualTo(phase.equals("f"));
        }
        assertThat(ends).isEqualTo(2 * 42);
    }

    /// As Perfetto reads them: in nanoseconds, each number rounded by itself. What overlaps it leaves
    /// out.
    @ParameterizedTest
    @CsvSource({"bench/hide, 2x1, 33000", "bench/hide, 2x1, 20000", "bench/hide, 2x1, 16670"})
    void slicesOfATrackDoNotOverlapInWholeNanoseconds(String bundle, String mesh, long kilohertz) throws IOException {
        var observed = observe(bundle, mesh, "timing", List.of(), 1, kilohertz);
        var ends = new TreeMap<Long, Long>();
        var slices = events(observed.trace(), "X").stream()
                .sorted((one, two) -> Long.compare(cycle(one), cycle(two)))
                .toList();
        for (var slice : slices) {
            long track = slice.get("tid").asLong();
            long from = nanoseconds(slice.get("ts"));
            assertThat(from).as(slice.toString()).isGreaterThanOrEqualTo(ends.getOrDefault(track, 0L));
            ends.put(track, from + nanoseconds(slice.get("dur")));
        }
    }

    private static long nanoseconds(JsonNode microseconds) {
        return Math.round(microseconds.asDouble() * 1_000);
    }

    @Test
    void aRunLooksNoLongerThanItWas() throws IOException {
        var observed = observe("pingpong", "2x1", "timing", List.of("20"), 1);
        double end = 0;
        for (var slice : events(observed.trace(), "X")) {
            end = Math.max(end, slice.get("ts").asDouble() + slice.get("dur").asDouble());
        }
        var counters = events(observed.trace(), "C");
        assertThat(counters).isNotEmpty();
        for (var counter : counters) {
            assertThat(counter.get("ts").asDouble()).isLessThanOrEqualTo(end + 1e-4);
        }
        assertThat(counters.getLast().get("args").get("bytes").asLong()).isZero();
    }

    @Test
    void aPartOfARunIsDrawnAsFarAsItsEnds() {
        var text = new StringWriter();
        try (var writer = new TraceWriter(text, 1, 1_000, 10, 100, 200)) {
            writer.accept(new TraceEvent.Miss(0, 1, 0, false, 90, 110));
            writer.accept(new TraceEvent.Did(0, Category.COMPUTE, 50, 120));
            writer.accept(new TraceEvent.Did(0, Category.IDLE, 120, 250));
            writer.accept(new TraceEvent.Traffic("bus", 5, 0, 300));
        }
        assertThat(text.toString())
                .contains("\"ts\":100.000,\"dur\":20.000,\"name\":\"compute\",\"args\":{\"cycle\":50,\"cycles\":70}")
                .contains("\"ts\":120.000,\"dur\":80.000,\"name\":\"idle\",\"args\":{\"cycle\":120,\"cycles\":130}");
        for (var phase : List.of("b", "C")) {
            assertThat(events(text.toString(), phase).getFirst().get("ts").asDouble())
                    .as(phase)
                    .isEqualTo(100);
        }
        assertThat(events(text.toString(), "C").getLast().get("ts").asDouble()).isEqualTo(200);
    }

    /// A slice that overlaps the next one of its track would be drawn under it.
    @Test
    void slicesOfATrackDoNotOverlap() throws IOException {
        var observed = observe("bench/workerset", "3x3", "timing", List.of("2"), 1);
        var ends = new TreeMap<String, Long>();
        var slices = events(observed.trace(), "X").stream()
                .sorted((one, two) -> Long.compare(cycle(one), cycle(two)))
                .toList();
        for (var slice : slices) {
            var track = slice.get("pid") + "." + slice.get("tid");
            assertThat(cycle(slice)).as(slice.toString()).isGreaterThanOrEqualTo(ends.getOrDefault(track, 0L));
            ends.put(track, cycle(slice) + slice.get("args").get("cycles").asLong());
        }
        assertThat(ends)
                .as("processor and kernel of each node, coherence of a home")
                .hasSizeGreaterThan(2 * 9);
    }

    private static long cycle(JsonNode event) {
        return event.get("args").get("cycle").asLong();
    }

    @Test
    void kernelSlicesHaveTheNamesOfTheirCalls() throws IOException {
        var observed = observe("pingpong", "2x1", "timing", List.of("20"), 1);
        var names = new TreeSet<String>();
        for (var slice : events(observed.trace(), "X"))
            names.add(slice.get("name").asString());
        assertThat(names).contains("exit", "console_write", "load_page_fault", "launch", "dispose", "compute");
    }

    @Test
    void aProfilesWeightsAreTheClocksOfTheNodes() throws IOException {
        var observed = observe("bench/stencil", "2x2", "timing", List.of("10", "2"), 1);
        var profiles = MAPPER.readTree(observed.profile()).get("profiles");
        assertThat(profiles).hasSize(5);
        long all = 0;
        for (int node = 0; node < 4; node++) {
            long clock = Objects.requireNonNull(
                    observed.report().counters().get(node).get("cycles"));
            assertThat(sum(profiles.get(node + 1))).isEqualTo(clock);
            all += clock;
        }
        assertThat(sum(profiles.get(0))).isEqualTo(all);
    }

    /// speedscope first shows stacks in the order of the file.
    @Test
    void theHeaviestFunctionsOfAProfileComeFirst() {
        var entries = List.of(
                new CycleProfile.Entry("light", Category.COMPUTE, 9),
                new CycleProfile.Entry("heavy", Category.COMPUTE, 5),
                new CycleProfile.Entry("heavy", Category.LOCAL_MISS, 2),
                new CycleProfile.Entry("heavy", Category.REMOTE_MISS, 4),
                new CycleProfile.Entry("other", Category.IDLE, 10));
        var profile = MAPPER.readTree(
                ProfileWriter.write("n", new CycleProfile(List.of(new CycleProfile.NodeProfile(0, entries)))));
        var names = profile.get("shared").get("frames");
        var stacks = profile.get("profiles")
                .get(0)
                .get("samples")
                .valueStream()
                .map(stack -> stack.valueStream()
                        .map(frame -> names.get(frame.asInt()).get("name").asString())
                        .toList())
                .toList();
        assertThat(stacks)
                .containsExactly(
                        List.of("heavy", "(remote miss)"),
                        List.of("heavy", "(local miss)"),
                        List.of("heavy"),
                        List.of("(idle)"),
                        List.of("light"));
    }

    private static long sum(JsonNode profile) {
        long sum = 0;
        for (var weight : profile.get("weights")) sum += weight.asLong();
        assertThat(profile.get("endValue").asLong()).isEqualTo(sum);
        assertThat(profile.get("samples")).hasSameSizeAs(profile.get("weights"));
        return sum;
    }

    @Test
    void timesAreExactToTheNanosecondAndNeverRoundedUp() {
        var text = new StringWriter();
        try (var writer = new TraceWriter(text, 1, 33_000, 10)) {
            writer.accept(new TraceEvent.Did(0, Category.COMPUTE, 1, 33));
            writer.accept(new TraceEvent.Did(0, Category.IDLE, 33, 33_000_000_001L));
        }
        assertThat(text.toString())
                .contains("\"ts\":0.030,\"dur\":0.970,")
                .contains("\"ts\":1.000,\"dur\":999999999.030,");
    }

    @Test
    void aTraceThatIsTooLongIsCutAndSaysSo() throws IOException {
        var text = new StringWriter();
        try (var writer = new TraceWriter(text, 1, 33_000, 3)) {
            for (int i = 0; i < 10; i++) writer.accept(new TraceEvent.Did(0, Category.COMPUTE, 10 * i, 10 * i + 10));
            assertThat(writer.cutAt()).isEqualTo(40);
        }
        assertThat(events(text.toString(), "X")).hasSize(3);
        assertThat(JsonSchema.named("trace-event").violations(MAPPER.readTree(text.toString())))
                .isEmpty();
        assertThat(MAPPER.readTree(text.toString()).get("otherData").get("note").asString())
                .contains("cycle 40")
                .contains("--trace-from");
    }

    @Test
    void aLinkThatFallsSilentHasACounterOfZero() {
        var text = new StringWriter();
        try (var writer = new TraceWriter(text, 1, 1_000, 10)) {
            writer.accept(new TraceEvent.Traffic("bus", 5, 0, 100));
            writer.accept(new TraceEvent.Traffic("bus", 6, 100, 200));
            writer.accept(new TraceEvent.Traffic("bus", 7, 300, 400));
        }
        var values = new TreeMap<Double, Long>();
        for (var event : events(text.toString(), "C")) {
            values.put(
                    event.get("ts").asDouble(), event.get("args").get("bytes").asLong());
        }
        assertThat(values).isEqualTo(new TreeMap<>(Map.of(0.0, 5L, 100.0, 6L, 200.0, 0L, 300.0, 7L, 400.0, 0L)));
    }

    @Test
    void aClockOfBrokenMegahertzIsTold() {
        var text = new StringWriter();
        try (var writer = new TraceWriter(text, 1, 16_670, 10)) {
            writer.accept(new TraceEvent.Did(0, Category.COMPUTE, 0, 1_667));
            writer.accept(new TraceEvent.Did(0, Category.IDLE, 1_667, 16_670L * 1_000_000_000));
        }
        assertThat(text.toString())
                .contains("\"clockMegahertz\":16.67,")
                .contains("\"ts\":0.000,")
                .contains("\"ts\":100.000,");
    }

    /// The schemas' checker is ours, so it has to find what is wrong.
    @Test
    void theSchemasRefuseWhatTheToolsWould() throws IOException {
        var trace = JsonSchema.named("trace-event");
        var good = "{'ph':'X','name':'n','pid':1,'tid':1,'ts':0.5,'dur':1,'args':{'cycle':1,'cycles':2}}";
        assertThat(trace.violations(traceOf(good))).isEmpty();
        for (var bad : List.of(
                good.replace("'X'", "'Y'"),
                good.replace("'pid':1", "'pid':'1'"),
                good.replace("'pid':1", "'pid':0"),
                good.replace(",'dur':1", ""),
                good.replace("0.5", "-1"),
                good.replace("'cycle':1", "'cycle':1.5"),
                good.replace("'n'", "'n','colour':1"))) {
            assertThat(trace.violations(traceOf(bad))).as(bad).isNotEmpty();
        }
        var profile = "{'$schema':'https://www.speedscope.app/file-format-schema.json','shared':{'frames':[]},"
                + "'profiles':[{'type':'sampled','name':'n','unit':'none','startValue':0,'endValue':1,"
                + "'samples':[[0]],'weights':[1]}]}";
        var speedscope = JsonSchema.named("speedscope");
        assertThat(speedscope.violations(json(profile))).isEmpty();
        for (var bad : List.of(
                profile.replace("'none'", "'cycles'"),
                profile.replace("[[0]]", "[0]"),
                profile.replace("'weights':[1]", "'weights':[0]"),
                profile.replace("sampled", "evented"))) {
            assertThat(speedscope.violations(json(bad))).as(bad).isNotEmpty();
        }
    }

    private static JsonNode traceOf(String event) {
        return json(
                "{'displayTimeUnit':'ns','otherData':{'clockMegahertz':33,'events':1},'traceEvents':[" + event + "]}");
    }

    private static JsonNode json(String text) {
        return MAPPER.readTree(text.replace('\'', '"'));
    }
}
