package org.fugu.machine.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fugu.machine.Machine;
import org.fugu.machine.MachineConfig;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTests {
    static java.util.List<String> names() {
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

        assertThat(alewife.value("processor.clock")).isEqualTo(20);
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
                .containsEntry("processor.clock", 33L);
        assertThat(alewife.figures()).hasSameSizeAs(fugu.figures());
        assertThat(Preset.named("alewife-33mhz").value("message.group_check")).isZero();
    }

    /// The asynchronous mesh keeps its speed when the processors' clock rises.
    @Test
    void nanosecondsBecomeCyclesOfTheClockRoundedUp() {
        var alewife = Preset.named("alewife");
        assertThat(alewife.cyclesOf("network.hop")).isEqualTo(2);
        assertThat(alewife.with("processor.clock", 21).cyclesOf("network.hop")).isEqualTo(3);
        assertThat(alewife.with("processor.clock", 30).cyclesOf("network.hop")).isEqualTo(3);
        assertThat(alewife.with("processor.clock", 31).cyclesOf("network.hop")).isEqualTo(4);
        assertThat(Preset.named("alewife-33mhz").cyclesOf("network.hop")).isEqualTo(4);
        assertThat(alewife.with("network.hop", 1).cyclesOf("network.hop")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fugu", "fugu-20mhz", "alewife"})
    void theNetworksOfFuguAndOfThePrototypeTakeAsManyCycles(String name) {
        var machine = Preset.named(name);
        for (var figure : java.util.List.of("network.inject", "network.hop", "network.eject")) {
            assertThat(machine.cyclesOf(figure)).isEqualTo(2);
        }
        assertThat(machine.cyclesOf("system_network.latency")).isEqualTo(32);
        assertThat(machine.cyclesOf("system_network.per_byte")).isEqualTo(8);
        assertThat(machine.value("network.bandwidth")).isEqualTo(2225 * machine.value("processor.clock"));
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

    @Test
    void anUnknownMachineIsAnsweredWithTheList() {
        assertThatThrownBy(() -> Preset.named("cray")).hasMessageContaining("fugu");
    }
}
