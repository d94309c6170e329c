package org.fugu.machine.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTests {
    static List<String> names() {
        return Preset.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFigureOfEveryMachineHasAUnitAndASource(String name) {
        assertThat(Preset.named(name).figures()).isNotEmpty().allSatisfy(figure -> {
            assertThat(figure.unit()).isNotBlank();
            assertThat(figure.source()).isNotBlank();
        });
    }

    /// Words that name a machine, or a part of one, and the machines that they are about.
    private static final Map<String, List<String>> MACHINES = Map.ofEntries(
            Map.entry("Fugu|TM-503|HPCA 1998", List.of("fugu", "fugu-20mhz")),
            Map.entry("Alewife|Sparcle|ISCA 1995|ICS 1993", List.of("alewife", "alewife-33mhz")),
            Map.entry("DASH|Mowry|Lenoski|TPDS 1993|ISCA 1992", List.of("bus-smp", "dash")),
            Map.entry(
                    "R3000",
                    List.of("bus-smp", "dash", "now-remote-access", "decstation-5000-125", "decstation-5000-200")),
            Map.entry("R2000", List.of("decstation-2100", "decstation-3100")),
            Map.entry("5000/200|ASPLOS 1994|TCA-100", List.of("now-remote-access", "decstation-5000-200")),
            Map.entry("SPARC|SunOS|von Eicken", List.of("now-atm-am")),
            Map.entry("ATM|TAXI", List.of("now-atm-am", "now-remote-access")),
            Map.entry("PA-7100|Medusa|FDDI|\\bHP\\b", List.of("now-hpam")),
            Map.entry("Myrinet|LANai|Boden", List.of("now-myrinet")));

    /// What was published of one machine is published of no other: there it is derived, or assumed.
    @ParameterizedTest
    @MethodSource("names")
    void whatIsPublishedOfAMachineNamesNoOther(String name) {
        for (var figure : Preset.named(name).figures()) {
            if (figure.kind() != Figure.Kind.PUBLISHED) continue;
            MACHINES.forEach((words, machines) -> {
                if (machines.contains(name) || isAddedBy(figure, name)) return;
                assertThat(Pattern.compile(words).matcher(figure.source()).find())
                        .as("%s of %s names another machine: %s", figure.name(), name, figure.source())
                        .isFalse();
            });
        }
    }

    /// Alewife has no group check because Fugu added it.
    private static boolean isAddedBy(Figure figure, String name) {
        return name.startsWith("alewife") && figure.name().equals("message.group_check");
    }

    /// Where a figure is from says nothing of a machine that only has the same value.
    @Test
    void aMachineSaysOfEveryFigureWhereItComesFrom() {
        var heir = """
                title: "an heir"
                extends: alewife
                figures:
                  cache.bytes: {kind: published, source: "a book"}
                """;
        assertThatThrownBy(() -> Preset.parse("heir", heir))
                .hasMessageContaining("heir.yaml does not say where its")
                .hasMessageContaining("what is known of alewife says nothing of this machine");
        var same = Preset.parse("heir", heir + "same_machine: true\n");
        assertThat(same.figure("cache.bytes").source()).isEqualTo("a book");
        assertThat(same.figure("cache.bytes").value()).isEqualTo(65536);
        assertThat(same.figure("cache.line").kind()).isEqualTo(Figure.Kind.PUBLISHED);
    }

    @Test
    void onlyTheSameMachineUnderAnotherClockKeepsWhatItsBaseSays() {
        var alewife = Preset.named("alewife");
        for (var figure : Preset.named("alewife-33mhz").figures()) {
            if (figure.name().equals("processor.clock")) continue;
            assertThat(figure).isEqualTo(alewife.figure(figure.name()));
        }
        var now = Preset.named("now-atm-am").figure("cache.bytes");
        assertThat(now.kind()).isEqualTo(Figure.Kind.ASSUMED);
        assertThat(now.source()).doesNotContain("Alewife");
    }

    @Test
    void whatAFigureMightAsWellBeIsAroundItAndInItsRange() {
        for (var name : Preset.names()) {
            for (var figure : Preset.named(name).figures()) {
                var between = figure.between();
                if (between == null) continue;
                assertThat(figure.value()).as("%s of %s", figure.name(), name).isBetween(between.low(), between.high());
            }
        }
        assertThatThrownBy(() -> Preset.parse("heir", """
                        title: "an heir"
                        extends: alewife
                        same_machine: true
                        figures:
                          cache.ways: {between: [1, 99], kind: assumed, source: "a guess"}
                        """)).hasMessageContaining("cache.ways cannot be");
    }

    /// Whatever the model asks a preset for is there, in the unit that it asks for.
    @ParameterizedTest
    @MethodSource("names")
    void aMachineCanBeBuiltFromEveryPreset(String name) {
        var machine = new Machine(MachineConfig.of(Preset.named(name), new MeshShape(2, 2)));
        assertThat(machine.nodes()).hasSize(4);
        assertThat(machine.interconnect().lookahead()).isPositive();
        var preset = Preset.named(name);
        long miss = preset.value("coherence.home") + preset.value("coherence.fill");
        assertThat(preset.value("memory.local_miss")).as("in all").isGreaterThanOrEqualTo(miss);
    }

    @ParameterizedTest
    @ValueSource(strings = {"now-atm-am", "now-remote-access", "now-hpam", "now-myrinet"})
    void workstationsOnALocalNetworkShareNoMemoryAndAreFarFromTheirInterface(String name) {
        var preset = Preset.named(name);
        assertThat(preset.value("network.topology")).isEqualTo(2);
        assertThat(preset.value("memory.shared")).isZero();
        assertThat(preset.value("message.unit")).isOne();
        assertThat(preset.value("ni.place")).isEqualTo(3);
        assertThat(preset.cyclesOf("ni.word")).isPositive();
        assertThat(preset.value("memory.remote_access")).isEqualTo(name.equals("now-remote-access") ? 1 : 0);
    }

    @Test
    void dashHasNoMessagesAndDecstationsNeitherThoseNorSharedMemory() {
        assertThat(Preset.named("dash").value("message.unit")).isZero();
        assertThat(Preset.named("dash").value("memory.shared")).isOne();
        for (var name : Preset.names()) {
            if (!name.startsWith("decstation")) continue;
            assertThat(Preset.named(name).value("message.unit")).isZero();
            assertThat(Preset.named(name).value("memory.shared")).isZero();
            assertThat(Preset.named(name).value("write_buffer.entries")).isPositive();
        }
    }

    @Test
    void aWhatIfChangesTheHashAndNothingElse() {
        var fugu = Preset.named("fugu");
        var slower = fugu.with("network.hop", 3);

        assertThat(slower.value("network.hop")).isEqualTo(3);
        assertThat(slower.hash()).isNotEqualTo(fugu.hash());
        assertThat(slower.with("network.hop", fugu.value("network.hop")).hash()).isEqualTo(fugu.hash());
    }

    @Test
    void aMachineThatExtendsAnotherDiffersInWhatItListsOnly() {
        var fugu = Preset.named("fugu");
        var alewife = Preset.named("alewife");

        assertThat(alewife.value("processor.clock")).isEqualTo(20_000);
        assertThat(alewife.changesTo(fugu.canonicalText()))
                .containsOnlyKeys(
                        "processor.clock",
                        "message.group_check",
                        "network.inject",
                        "network.hop",
                        "network.eject",
                        "network.bandwidth",
                        "system_network.latency",
                        "system_network.per_byte")
                .containsEntry("processor.clock", 33_000L);
        assertThat(alewife.figures()).hasSameSizeAs(fugu.figures());
        assertThat(Preset.named("alewife-33mhz").value("message.group_check")).isZero();
    }

    /// The asynchronous mesh keeps its speed when the processors' clock rises.
    @Test
    void nanosecondsBecomeCyclesOfTheClockRoundedUp() {
        var alewife = Preset.named("alewife");
        assertThat(alewife.cyclesOf("network.hop")).isEqualTo(1);
        assertThat(alewife.with("processor.clock", 20_001).cyclesOf("network.hop"))
                .isEqualTo(2);
        assertThat(alewife.with("processor.clock", 40_000).cyclesOf("network.hop"))
                .isEqualTo(2);
        assertThat(alewife.with("processor.clock", 40_001).cyclesOf("network.hop"))
                .isEqualTo(3);
        assertThat(Preset.named("alewife-33mhz").cyclesOf("network.hop")).isEqualTo(2);
        assertThat(alewife.with("network.hop", 1).cyclesOf("network.hop")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fugu", "fugu-20mhz", "alewife"})
    void theNetworksOfFuguAndOfThePrototypeTakeAsManyCycles(String name) {
        var machine = Preset.named(name);
        for (var figure : List.of("network.inject", "network.hop", "network.eject")) {
            assertThat(machine.cyclesOf(figure)).isEqualTo(1);
        }
        assertThat(machine.cyclesOf("system_network.latency")).isEqualTo(32);
        assertThat(machine.cyclesOf("system_network.per_byte")).isEqualTo(8);
        assertThat(machine.value("network.bandwidth")).isEqualTo(2225 * machine.value("processor.clock") / 1000);
    }

    @Test
    void clocksNeedNotBeWholeMegahertz() {
        assertThat(Preset.named("fugu").clockMegahertz()).isEqualTo(33);
        assertThat(Preset.named("decstation-3100").clockMegahertz()).isEqualTo(16.67);
        assertThat(Preset.named("decstation-2100").clockMegahertz()).isEqualTo(12.5);
    }

    @Test
    void aFigureInAnotherUnitIsNoTime() {
        assertThatThrownBy(() -> Preset.named("fugu").cyclesOf("cache.bytes")).hasMessageContaining("in bytes");
    }

    @Test
    void aMisspeltFigureIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Preset.named("fugu").with("network.hops", 3)).hasMessageContaining("'network.hop'");
    }

    @Test
    void aValueOutOfRangeIsRefusedWithTheRange() {
        assertThatThrownBy(() -> Preset.named("fugu").with("network.hop", 0)).hasMessageContaining("from 1 to 100000");
    }

    @Test
    void theSizeOfALineIsAPowerOfTwo() {
        assertThat(Preset.named("fugu").with("cache.line", 128).value("cache.line"))
                .isEqualTo(128);
        assertThatThrownBy(() -> Preset.named("alewife").with("cache.line", 48))
                .hasMessage("cache.line = 48 bytes is no power of two");
        assertThat(Preset.named("fugu").with("memory.page_bytes", 0).value("memory.page_bytes"))
                .as("none at all")
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFiguresOfEveryMachineGoTogether(String name) {
        assertThat(Preset.named(name).conflicts()).isEmpty();
    }

    private static List<String> conflicts(Preset preset) {
        return preset.conflicts().stream().map(Conflict::detail).toList();
    }

    @Test
    void theSetsOfACacheAreAPowerOfTwo() {
        var fugu = Preset.named("fugu");
        assertThat(conflicts(fugu.with("cache.ways", 3)))
                .containsExactly("cache.bytes = 65536, cache.ways = 3, cache.line = 16: "
                        + "cache.bytes has to be a power of two times the 48 bytes of a set");
        assertThat(conflicts(fugu.with("cache.ways", 3).with("cache.bytes", 3 * 4096)))
                .isEmpty();
        assertThat(conflicts(fugu.with("cache.bytes", 65_000))).hasSize(1);
        assertThat(conflicts(
                        fugu.with("cache.bytes", 256).with("cache.ways", 16).with("cache.line", 32)))
                .as("less than a set")
                .hasSize(1);
        assertThat(conflicts(fugu.with("cache.l1.ways", 3)))
                .as("no first level")
                .isEmpty();
        assertThat(conflicts(fugu.with("cache.l1.ways", 3).with("cache.l1.bytes", 8192)))
                .containsExactly("cache.l1.bytes = 8192, cache.l1.ways = 3, cache.line = 16: "
                        + "cache.l1.bytes has to be a power of two times the 48 bytes of a set");
    }

    @ParameterizedTest
    @CsvSource({
        "cache.split, 1, memory is shared by whole lines",
        "cache.data_line, 4, memory is shared by whole lines",
        "cache.write_fetch, 0, memory is shared by whole lines"
    })
    void cachesThatNoProtocolKnowsOfAreForMemoryThatIsNotShared(String figure, long value, String why) {
        var fugu = Preset.named("fugu").with("processor.prefetches", 0).with("cache.write", 0);
        assertThat(conflicts(fugu.with(figure, value)))
                .singleElement()
                .asString()
                .startsWith(figure + " = " + value + ", memory.shared = 1: ")
                .contains(why);
        assertThat(conflicts(fugu.with(figure, value).with("memory.shared", 0))).isEmpty();
    }

    @Test
    void theyTakeNeitherHintsNorAFirstLevelNorStoresThatNobodyHears() {
        var decstation = Preset.named("decstation-5000-200");
        assertThat(conflicts(decstation.with("processor.prefetches", 1)))
                .containsExactly("cache.split = 1, cache.data_line = 4, cache.write_fetch = 0, "
                        + "processor.prefetches = 1: hints bring lines into a coherent cache only");
        assertThat(conflicts(decstation.with("cache.l1.bytes", 4096).with("cache.data_line", 0)))
                .containsExactly("cache.split = 1, cache.write_fetch = 0, cache.l1.bytes = 4096: "
                        + "a first level stands before a coherent cache only");
        assertThat(conflicts(decstation.with("cache.write", 1)))
                .containsExactly("cache.write_fetch = 0, cache.write = 1: "
                        + "a store that misses and fetches nothing has to be written through");
        assertThat(conflicts(decstation.with("cache.write", 1).with("cache.write_fetch", 1)))
                .isEmpty();
    }

    /// The kernel's words would take the pointers, and a sixth reader a mapping from the first.
    @Test
    void limitedPointersKeepTranslationsByBroadcast() {
        var limited = Preset.named("alewife").with("coherence.overflow", 2);
        assertThat(conflicts(limited))
                .singleElement()
                .asString()
                .startsWith("coherence.overflow = 2, tlb.consistency = 1: ")
                .endsWith("so tlb.consistency has to be 0");
        assertThat(conflicts(limited.with("tlb.consistency", 0))).isEmpty();
    }

    @Test
    void aMachineWhoseFiguresDoNotGoTogetherIsNotBuilt() {
        var split = Preset.named("fugu").with("cache.split", 1).with("processor.prefetches", 0);
        assertThatThrownBy(() -> new Machine(MachineConfig.of(split, new MeshShape(1, 1))))
                .hasMessageContaining("memory is shared");
    }

    @Test
    void aDataLineIsPartOfALine() {
        var decstation = Preset.named("decstation-5000-200");
        for (int bytes : new int[] {0, 4, 8, 16}) {
            assertThat(conflicts(decstation.with("cache.data_line", bytes))).isEmpty();
        }
        for (int bytes : new int[] {1, 2, 32}) {
            assertThat(conflicts(decstation.with("cache.data_line", bytes)))
                    .singleElement()
                    .asString()
                    .startsWith("cache.data_line = " + bytes + ", cache.line = 16: ");
        }
        assertThat(conflicts(decstation.with("cache.data_line", 32).with("cache.line", 32)))
                .isEmpty();
    }

    /// Values of figures that a user may choose either conflict or make a machine.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatDoesNotConflictCanBeBuilt(long seed) {
        var random = new Random(seed);
        int built = 0;
        for (int i = 0; i < 400; i++) {
            var preset = Preset.named(
                    Preset.names().get(random.nextInt(Preset.names().size())));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) preset = changed(preset, random);
            if (!preset.conflicts().isEmpty()) continue;
            var config = MachineConfig.of(preset, new MeshShape(2, 1));
            assertThatCode(() -> new Machine(config))
                    .as(
                            "%s with %s",
                            preset, preset.changesTo(Preset.named(preset.name()).canonicalText()))
                    .doesNotThrowAnyException();
            built++;
        }
        assertThat(built).isGreaterThan(200);
    }

    private static Preset changed(Preset preset, Random random) {
        var caches = preset.figures().stream()
                .filter(figure -> random.nextInt(3) > 0 || figure.name().startsWith("cache."))
                .toList();
        var figure = caches.get(random.nextInt(caches.size()));
        long value = random.nextBoolean()
                ? Math.min(figure.most(), figure.least() + random.nextInt(20))
                : random.nextBoolean() ? figure.most() : 1L << random.nextInt(20);
        try {
            return preset.with(figure.name(), value);
        } catch (IllegalArgumentException e) {
            return preset;
        }
    }

    @Test
    void anUnknownMachineIsAnsweredWithTheList() {
        assertThatThrownBy(() -> Preset.named("cray")).hasMessageContaining("fugu");
    }
}
