package org.fugu.experiment.runset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.fugu.bundle.run.RunOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunSetTests {
    private static final List<String> PLACEMENTS = List.of("library", "server", "monolithic");
    private static final List<String> TABLES = List.of("two-level", "flat");

    private static Axes structures(List<Integer> nodes) {
        return new Axes(List.of(), nodes, List.of(), List.of(), List.of(), TABLES, PLACEMENTS);
    }

    private static Axes seeds(int count) {
        return new Axes(
                List.of("fugu", "alewife"),
                List.of(),
                List.of(),
                List.of(),
                LongStream.range(0, count).boxed().toList(),
                List.of(),
                List.of());
    }

    private static MemberResult result(long cycles, String console, Map<String, KernelWork> kernel) {
        var printed =
                new TreeMap<Integer, byte[]>(Map.of(0, console.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return new MemberResult(
                "exited",
                0,
                cycles,
                33,
                1,
                2,
                3,
                "d",
                "r",
                MemberResult.consoleDigest(printed),
                new TreeMap<>(Map.of("=2+2", cycles)),
                new TreeMap<>(Map.of("cycles.compute", cycles, "cycles.local_miss", 5L, "cycles.remote_miss", 6L)),
                new TreeMap<>(kernel));
    }

    private static SetMember member(Coordinates at, @Nullable MemberResult result) {
        return new SetMember(at, null, result == null ? "running" : "finished", result);
    }

    @Test
    void thereIsAMemberForEachCombinationAndTheLastAxisChangesFastest() {
        var members = structures(List.of(1, 4)).members();

        assertThat(members).hasSize(12).doesNotHaveDuplicates();
        assertThat(members.getFirst()).hasToString("nodes 1, page table two-level, placement library");
        assertThat(members.get(1)).hasToString("nodes 1, page table two-level, placement server");
        assertThat(members.getLast()).hasToString("nodes 4, page table flat, placement monolithic");
    }

    @Test
    void aSetIsBoundedAndSaysByHowMuchItIsTooLarge() {
        assertThat(seeds(128).members()).hasSize(Axes.MOST_MEMBERS);
        assertThatThrownBy(() -> seeds(129)).hasMessageContaining("258 runs").hasMessageContaining("256");
        var many = IntStream.range(0, 70_000).boxed().toList();
        var more = LongStream.range(0, 70_000).boxed().toList();
        assertThatThrownBy(() -> new Axes(List.of(), many, List.of(), List.of(), more, List.of(), List.of()))
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new Axes(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()))
                .hasMessageContaining("needs an axis");
        assertThatThrownBy(() -> structures(List.of(4, 4))).hasMessageContaining("has 4 twice");
    }

    @Test
    void aMemberIsTheSubmissionWithItsOwnPlaceOverIt() {
        SortedMap<String, Long> base = new TreeMap<>(Map.of("network.hop", 20L, "ni.word", 60L));
        var others = RunOptions.NONE.withThreads(2);
        others =
                new RunOptions("p", List.of("a"), "fugu", null, 2, null, 9L, others.limits(), base, 2, others.system());
        var at = new Coordinates(null, 4, null, new TreeMap<>(Map.of("network.hop", 40L)), null, "flat", "monolithic");

        var options = at.over(others);

        assertThat(options.args()).containsExactly("a");
        assertThat(options.nodes()).isEqualTo(4);
        assertThat(options.seed()).isEqualTo(9);
        assertThat(options.threads()).isEqualTo(2);
        assertThat(options.figures()).isEqualTo(Map.of("network.hop", 40L, "ni.word", 60L));
        assertThat(options.system().placement()).isEqualTo("monolithic");
        assertThat(options.system().pageTable()).isEqualTo("flat");
    }

    private static RunSetReport report(String lastPrints) {
        var members = new ArrayList<SetMember>();
        for (var at : structures(List.of(4)).members()) {
            long cycles = switch (String.valueOf(at.placement())) {
                case "library" -> 1000;
                case "server" -> 1500;
                default -> 1250;
            };
            boolean last = "monolithic".equals(at.placement()) && "flat".equals(at.pageTable());
            var kernel = "server".equals(at.placement())
                    ? Map.of("transfer_sync", new KernelWork(4, 400), "null", new KernelWork(1, 9))
                    : Map.of("null", new KernelWork(2, 41));
            members.add(member(at, result(cycles, last ? lastPrints : "hello", kernel)));
        }
        return new RunSetReport(members);
    }

    @Test
    void aMemberIsComparedWithTheOneWhoseLibraryOsIsInTheProgram() {
        var report = report("hello");
        var differences = report.members().stream().map(report::difference).toList();

        assertThat(differences).containsExactly(null, 50.0, 25.0, null, 50.0, 25.0);
        assertThat(report.sameOutput()).isTrue();
        assertThat(report.alike()).hasSize(1);
        assertThat(Cause.MISSES.of(requireNonNull(report.members().getFirst().result())))
                .isEqualTo(11);
    }

    @Test
    void anotherOutputIsNotTheSame() {
        assertThat(report("hallo").sameOutput()).isFalse();
    }

    @Test
    void whatHasNotFinishedIsNotKnown() {
        var members = new ArrayList<>(report("hello").members());
        members.set(2, member(members.get(2).at(), null));
        var report = new RunSetReport(members);

        assertThat(report.sameOutput()).isNull();
        assertThat(report.difference(members.get(2))).isNull();
        assertThat(report.difference(members.get(1))).isEqualTo(50.0);
    }

    /// Crossings are those of the monolithic placement, transfers those of the server: what others do of these is
    /// something else.
    @Test
    void whatACrossingTakesStandsBesideWhatWasPublished() {
        var costs = report("hello").costs();

        assertThat(costs)
                .extracting(cost -> cost.crossing().placement().wireName())
                .isEqualTo(PLACEMENTS);
        assertThat(costs).extracting(RunSetReport.Cost::count).containsExactly(0L, 8L, 4L);
        assertThat(costs).extracting(RunSetReport.Cost::mean).containsExactly(null, 100.0, 20.5);
        assertThat(costs)
                .allSatisfy(cost -> assertThat(cost.crossing().figures()).isNotEmpty());
        assertThat(costs.get(1).crossing().figures()).anySatisfy(figure -> {
            assertThat(figure.key()).isEqualTo("l3.ipc");
            assertThat(figure.value()).isEqualTo(9.3);
        });
    }

    @Test
    void withoutAStructureThereIsNothingToCompare() {
        var members = new ArrayList<SetMember>();
        for (var at : seeds(2).members()) members.add(member(at, result(10, "x", Collections.emptyMap())));
        var report = new RunSetReport(members);

        assertThat(report.sameOutput()).isNull();
        assertThat(report.costs()).isEmpty();
        assertThat(report.members().stream().map(report::difference)).containsOnlyNulls();
    }

    /// Which node wrote what is part of what was printed.
    @Test
    void aConsoleIsThatOfEachNode() {
        var one = new TreeMap<Integer, byte[]>(Map.of(0, new byte[] {1, 2}, 1, new byte[] {3}));
        var other = new TreeMap<Integer, byte[]>(Map.of(0, new byte[] {1}, 1, new byte[] {2, 3}));
        var silent = new TreeMap<Integer, byte[]>(Map.of(0, new byte[] {1, 2}, 1, new byte[] {3}, 2, new byte[0]));

        assertThat(MemberResult.consoleDigest(one)).isNotEqualTo(MemberResult.consoleDigest(other));
        assertThat(MemberResult.consoleDigest(one)).isEqualTo(MemberResult.consoleDigest(silent));
    }

    @Test
    void theTableHasALineForEachMemberAndQuotesWhatNeedsIt() {
        var at = new Coordinates(
                null, null, List.of("a,b", "say \"hi\""), new TreeMap<>(Map.of("x.y", 1L)), -5L, null, null);
        var lines = RunSetCsv.of(List.of(member(at, result(10, "x", Map.of())), member(at, null)))
                .split("\r\n");

        assertThat(lines).hasSize(3);
        assertThat(lines[0])
                .startsWith("run,machine,nodes,arguments,figures,seed,")
                .contains(",metric.=2+2");
        assertThat(lines[1]).startsWith(",,,\"a,b say \"\"hi\"\"\",x.y=1,-5,,,finished,exited,0,10,33.0,");
        assertThat(lines[2]).startsWith(",,,\"a,b say \"\"hi\"\"\",x.y=1,-5,,,running,,,");
        // No spreadsheet takes a word of the program's for a formula.
        var formula = new Coordinates(null, null, List.of("=1+1"), null, null, null, null);
        assertThat(RunSetCsv.of(List.of(member(formula, null)))).contains(",'=1+1,");
    }
}
